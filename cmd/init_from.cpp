#include "cmd/init_from.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "cmd/config_file.hpp"
#include "cmd/traffic_options.hpp"
#include "report/draft_config.hpp"
#include "traffic/route_draft.hpp"

namespace gw::cmd {

namespace {

Result<traffic::RouteDraft> sketch(const Invocation& invocation) {
  auto sources = open_logs(invocation, invocation.values("from"));
  if (!sources) return tl::unexpected(sources.error());
  traffic::RouteSketch sketch;
  traffic::Batch batch;
  for (const simulate::Source& source : *sources) {
    for (;;) {
      const Result<bool> more = source.records->next(batch);
      if (!more) return tl::unexpected(more.error());
      if (!*more) break;
      for (const traffic::Record& record : batch.records) sketch.add(record);
    }
  }
  return sketch.finish();
}

}  // namespace

// Reads the logs twice: for the routes, and for what these routes meet.
Result<std::string> draft_from_logs(const Invocation& invocation, Terminal& terminal) {
  const std::vector<std::string> paths = invocation.values("from");
  if (std::ranges::count(paths, "-") > 0) {
    return failure("--from reads the log twice: give it a file, standard input will not do");
  }
  simulate::Options options;
  const auto client = simulate::parse_client_rule(invocation.value("client"));
  if (!client) return tl::unexpected(client.error());
  options.client = *client;
  options.threads = thread_count();
  options.observe = true;
  const auto draft = sketch(invocation);
  if (!draft) return tl::unexpected(draft.error());
  if (draft->routes.empty()) {
    return failure("--from holds no request that was answered with success: nothing to draft");
  }
  const compile::Checked config =
      compile::check(config::load("draft", report::draft_config(*draft, std::nullopt)));
  GW_CHECK(config.compiled.plan != nullptr);
  auto results = simulate_logs(invocation, paths, config.compiled.plan, options, terminal);
  if (!results) return tl::unexpected(results.error());
  return report::draft_config(*draft, std::move(*results));
}

}  // namespace gw::cmd
