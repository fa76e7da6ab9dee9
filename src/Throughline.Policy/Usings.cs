global using Throughline.Projects;
