global using static Throughline.Testing.Samples;
