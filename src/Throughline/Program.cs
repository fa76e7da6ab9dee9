using Throughline.Commands;

return await Root.RunAsync(args);
