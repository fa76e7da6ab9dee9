global using Throughline.Storage;
