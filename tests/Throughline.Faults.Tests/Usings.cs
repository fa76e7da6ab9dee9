global using Microsoft.EntityFrameworkCore;
global using Throughline.Coding;
global using Throughline.Projects;
global using Throughline.Sources;
global using Throughline.Storage;
global using Throughline.Testing;
global using static Throughline.Testing.Samples;
