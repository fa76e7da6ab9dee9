global using Throughline.Projects;
global using Throughline.Storage;
