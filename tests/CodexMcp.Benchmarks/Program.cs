// Measures, never asserts. Without a first word: BenchmarkDotNet's own switcher; "processes" and "http": whole servers side by side.
using BenchmarkDotNet.Running;
using CodexMcp.Benchmarks.Http;
using CodexMcp.Benchmarks.Processes;
using CodexMcp.Benchmarks.Serving;
using CodexMcp.Benchmarks.Serving.Http;

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

    case "http":
        try
        {
            if (args is ["http", "soak", var minutes])
            {
                await HttpRunner.SoakAsync(HttpOptions.Number(minutes));
                return 0;
            }

            var options = HttpOptions.Parse(args.AsSpan(1));
            var report = await new HttpRunner(options).RunAsync();
            Console.Write(report.ToTable());
            if (options.Json is { } path)
            {
                report.Write(path);
            }

            return 0;
        }
        catch (ArgumentException exception)
        {
            await Console.Error.WriteLineAsync($"{exception.Message}\n{HttpOptions.Usage}");
            return 2;
        }

    case "load-http":
        await HttpLoad.RunAsync(args[1..]);
        return 0;

    case "serve-http-fixed":
        await FixedHttpServer.RunAsync();
        return 0;

    case "serve-http-bare":
        await BareHttpServer.RunAsync(int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
        return 0;

    case "serve-http":
        await EchoHttpHost.RunAsync(int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), metrics: args.Length < 3 || args[2] != "no-metrics");
        return 0;

    case "serve-bare":
        await EchoServer.RunBareAsync();
        return 0;

    case "serve-relay":
        await RelayHost.RunAsync(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        return 0;

    case "serve":
        await EchoHost.RunAsync(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        return 0;

    default:
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(EchoServer).Assembly).Run(args);
        return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
}
