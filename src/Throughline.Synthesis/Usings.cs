global using Throughline.Projects;
global using Throughline.Review;
global using Throughline.Sources;
global using Throughline.Storage;
