#include <fmt/core.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
#include "cmd/discovery.hpp"
#include "cmd/invocation.hpp"
#include "cmd/serve_options.hpp"
#include "cmd/terminal.hpp"
#include "cmd/watched_files.hpp"
#include "net/entropy.hpp"
#include "report/diagnostics.hpp"
#include "serve/server.hpp"

namespace gw::cmd {

namespace {

constexpr Option kOptions[] = {
    kOverlayOption,
    {.name = "listen",
     .value = "ADDRESS",
     .doc = "listen there and not where the configuration says: 127.0.0.1:8080, [::1]:80, :8080; "
            "port 0 lets the system choose",
     .repeatable = true},
    {.name = "upstream",
     .value = "NAME=HOST:PORT",
     .doc = "reach the service of that name, or the URL with that host, there instead",
     .repeatable = true},
    {.name = "mock",
     .value = "NAME=fail:N",
     .doc =
         "ask no upstream: each route's mock answers, else an echo of the upstream request; with "
         "a value the next N attempts at that service fail with 503",
     .takes = Option::Takes::kOptionalPair,
     .repeatable = true},
    {.name = "watch",
     .value = {},
     .doc = "reload when a file of the configuration changes, or a pattern of include takes other "
            "files; a bad one is reported and the old one stays",
     .takes = Option::Takes::kNothing},
    {.name = "dev",
     .value = {},
     .doc = "for a developer's machine: loopback only, each request told with the policies that it "
            "met, X-Gw-Route, X-Gw-Verdict and X-Gw-Trail on answers, tokens valid-NAME for "
            "consumer NAME, CORS for local pages",
     .takes = Option::Takes::kNothing},
    {.name = "record",
     .value = "FILE",
     .doc = "write the log that 'gw simulate --replay' replays exactly; replaces the file; header "
            "fields with credentials are kept as fingerprints, targets and the rest as they came",
     .takes = Option::Takes::kFile},
    {.name = "workers", .value = "N", .doc = "threads that serve, 1..64", .fallback = "2"},
    {.name = "drain-timeout",
     .value = "DURATION",
     .doc =
         "how long requests may go on after SIGTERM; a second signal ends them at once; default: "
         "the configuration's"},
};

constexpr Example kExamples[] = {
    {"gw serve gw.yaml --mock --dev", "the whole configuration on a laptop, without upstreams"},
    {"gw serve gw.yaml --upstream product-service=127.0.0.1:9001 --watch",
     "one service here, and every saved change at once"},
    {"gw serve gw.yaml --record run.jsonl", "keep what 'gw simulate --replay run.jsonl' repeats"},
};

// What a reload cannot change.
struct Fixed {
  explicit Fixed(const config::Config& config)
      : listen(listen_addresses(config)),
        trusted_proxies(config.trusted_proxies),
        limits(config.limits),
        access_log(config.access_log) {}
  bool operator==(const Fixed&) const = default;

  std::vector<SocketAddress> listen;
  std::vector<Cidr> trusted_proxies;
  config::Limits limits;
  std::optional<config::AccessLog> access_log;
};

// Compiles the file again and again over a run; names keep their slots from one plan to the next.
class PlanSource {
 public:
  PlanSource(config::Paths paths, const ServeOptions& options, const compile::Checked& first,
             WatchedFiles& watched)
      : paths_(std::move(paths)),
        watched_(watched),
        watch_(options.watch),
        started_with_(first.loaded.config),
        upstreams_(options.upstreams),
        mock_(options.mock),
        recorded_(options.recorded),
        slots_(first.compiled.slots) {}

  // The located messages are the Error.
  Result<serve::Compiled> compile(uint64_t plan_id, uint64_t oldest_held) {
    watched_.forget_patterns();
    auto file = read_config(paths_, process_environment(),
                            {.plan_id = plan_id,
                             .oldest_held = oldest_held,
                             .upstreams = upstreams_,
                             .warn_of_tls = !mock_},
                            slots_, watched_.files());
    const Result<void> watching = watch_ ? watched_.watch_patterns() : Result<void>();
    const std::string stays = "gw: the configuration in use stays as it is";
    if (!file) return failure("gw: " + file.error().message + "\n" + stays);
    const report::CheckedFile checked{&file->loaded.source, &file->loaded.diagnostics};
    if (!file->compiled.plan) {
      return failure(report::diagnostics_text({&checked, 1}, {}) + stays);
    }
    next_ = std::move(file->compiled.slots);
    std::string warnings = report::diagnostics_text({&checked, 1}, {});
    if (!watching) warnings += "gw: " + watching.error().message + "\n";
    if (!(started_with_ == Fixed(file->loaded.config))) {
      warnings +=
          "gw: listen, trusted_proxies, limits and access_log stay as they are until the next "
          "start\n";
    }
    return serve::Compiled{.plan = file->compiled.plan,
                           .name = file->loaded.source.name(),
                           .text = std::string(file->loaded.one_text()),
                           .options = recorded_,
                           .in_use = [this] { slots_ = next_; },
                           .warnings = std::move(warnings)};
  }

 private:
  config::Paths paths_;
  WatchedFiles& watched_;
  bool watch_;
  Fixed started_with_;
  std::vector<compile::Options::Override> upstreams_;
  bool mock_;
  std::vector<std::pair<std::string, std::string>> recorded_;
  compile::SlotBook slots_;
  compile::SlotBook next_;  // of the plan compiled last, until it is in use
};

void take_limits(const config::Limits& limits, serve::Options& options) {
  options.max_connections = limits.max_connections;
  options.max_body_bytes = limits.max_body.value;
  options.header_timeout = limits.header_timeout;
  options.idle_timeout = limits.idle_timeout;
}

serve::Options run_options(const ServeOptions& asked, const config::Config& config) {
  serve::Options options;
  take_limits(config.limits, options);
  options.trusted_proxies = config.trusted_proxies;
  if (config.access_log) {
    const bool combined = config.access_log->format == config::AccessLog::Format::kCombined;
    options.access_log = config.access_log->file;
    options.access_log_format =
        combined ? traffic::LogOutput::kCombined : traffic::LogOutput::kJson;
  }
  options.listen = asked.listen.empty() ? listen_addresses(config) : asked.listen;
  options.workers = asked.workers;
  options.mock = asked.mock;
  options.mock_failures = asked.mock_failures;
  options.dev = asked.dev;
  options.record = asked.record;
  options.drain_timeout = asked.drain_timeout.value_or(config.limits.drain_timeout);
  options.seed = {net::entropy()};
  options.key = {net::entropy(), net::entropy()};
  options.run = fmt::format("{:016x}", net::entropy());
  return options;
}

ExitCode run_serve(const Invocation& invocation, Terminal& terminal) {
  const Result<ServeOptions> asked = serve_options(invocation);
  if (!asked) return terminal.usage_error(asked.error().message, "see 'gw serve --help'");
  const Result<std::string> named = config_operand(invocation, terminal);
  if (!named) return terminal.usage_error("serve: " + named.error().message);
  const std::string& path = *named;
  const config::Paths paths = config_paths(path, invocation);
  if (path == "-" && asked->watch) return terminal.usage_error("--watch needs a file, not '-'");
  WatchedFiles watched;
  const auto file =
      require_config(paths, terminal, {.upstreams = asked->upstreams, .warn_of_tls = !asked->mock},
                     process_environment(), watched.files());
  if (!file) return ExitCode::kUsage;
  for (const SourceText::Part& part : file->loaded.source.parts()) {
    std::error_code missing;
    if (std::filesystem::equivalent(part.name, asked->record, missing)) {
      return terminal.usage_error("--record would replace the configuration");
    }
  }
  const Result<void> known = check_names(*asked, file->loaded.config, *file->compiled.plan);
  if (!known) return terminal.usage_error(known.error().message);

  const serve::Compiled first{.plan = file->compiled.plan,
                              .name = file->loaded.source.name(),
                              .text = std::string(file->loaded.one_text()),
                              .options = asked->recorded,
                              .in_use = nullptr};
  PlanSource plans(paths, *asked, *file, watched);
  serve::Hooks hooks;
  hooks.say = [&](std::string_view line) { terminal.error(std::string(line) + "\n"); };
  hooks.reload = [&](uint64_t id, uint64_t oldest) -> Result<serve::Compiled> {
    if (path == "-") return failure("gw: standard input can be read only once");
    return plans.compile(id, oldest);
  };
  if (asked->watch) {
    hooks.watch = [&](net::Loop& loop, std::function<void()> changed) {
      watched.begin(loop, std::move(changed));
      return watched.watch_patterns();
    };
  }
  auto server = serve::Server::create(run_options(*asked, file->loaded.config), first, hooks);
  if (!server) return terminal.usage_error(server.error().message);
  const Result<void> ran = (*server)->run();
  if (!ran) return terminal.usage_error(ran.error().message);
  return ExitCode::kFine;
}

}  // namespace

const Command kServe{
    .name = "serve",
    .summary = "run the configuration as a gateway",
    .doc =
        "Reads CONFIG, or the gw.yaml, gw.yml or gw.json here or in the nearest directory above. "
        "Listens, routes, limits and proxies as the configuration says, until SIGTERM or Ctrl-C; "
        "then answers what is under way and ends. SIGHUP reads the file again and opens the access "
        "log anew; listen, trusted_proxies, limits and access_log stay as they are. An upstream "
        "that cannot be reached never "
        "stops the start: its requests get 502, as do those to https:// upstreams, since TLS is "
        "not spoken yet."
        "\n\nExit code 0 after a drain, 2 when it cannot start or the recording has a gap.",
    .operand = {.name = "CONFIG", .required = false},
    .options = kOptions,
    .examples = kExamples,
    .run = run_serve,
};

}  // namespace gw::cmd
