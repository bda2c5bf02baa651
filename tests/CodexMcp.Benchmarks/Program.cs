// Measures, never asserts. Without a first word: BenchmarkDotNet's own switcher; "processes": whole servers side by side.
using BenchmarkDotNet.Running;
using CodexMcp.Benchmarks.Processes;
using CodexMcp.Benchmarks.Serving;

switch (args.FirstOrDefault())
{
    case "processes":
        try
        {
            var options = ProcessOptions.Parse(args.AsSpan(1));
            var report = new ProcessRunner(options).Run();
            Console.Write(report.ToTable());
            if (options.Json is { } path)
            {
                report.Write(path);
            }

            return 0;
        }
        catch (ArgumentException exception)
        {
            await Console.Error.WriteLineAsync($"{exception.Message}\n{ProcessOptions.Usage}");
            return 2;
        }

    case "serve-bare":
        await EchoServer.RunBareAsync();
        return 0;

    case "serve":
        await EchoHost.RunAsync(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        return 0;

    default:
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(EchoServer).Assembly).Run(args);
        return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
}
