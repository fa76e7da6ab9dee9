global using Throughline.Projects;
global using Throughline.Sources;
global using Throughline.Storage;
