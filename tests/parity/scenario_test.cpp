// The test files of testdata/scenarios through a live gateway: what its clients see is what gw test
// says. Files that need minutes are played as far as a few seconds go.
#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.hpp"
#include "compile/compile.hpp"
#include "config/load.hpp"
#include "engine/policy_step.hpp"
#include "parity/live_script.hpp"
#include "scenario/player.hpp"
#include "support/catch.hpp"

namespace gw::testing {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(GW_SOURCE_DIR) / "testdata/scenarios";

// The configuration's own text: the file, or the block under `config:` moved to the margin.
std::string config_text(const scenario::Script& script) {
  if (script.config_path) return read_all((kFolder / script.config_path->value).string());
  std::string text;
  bool inside = false;
  for (const std::string_view line : split(script.source.text(), '\n')) {
    if (line == "config:") {
      inside = true;
    } else if (inside && !line.empty() && line.front() != ' ') {
      break;
    } else if (inside) {
      text += std::string(line.substr(std::min<size_t>(2, line.size()))) + "\n";
    }
  }
  return text;
}

// As --upstream names them.
std::vector<std::string> services_of(const config::Config& config) {
  std::vector<std::string> names;
  for (const config::Service& service : config.services) {
    names.push_back(service.from_url ? service.endpoints.front().url.host : service.name);
  }
  return names;
}

// A trail without the times that it tells, which the clock of a live gateway decides: what stands
// behind " in ", " for " and " of " goes, what is left of a limit stays.
std::string plain_trail(std::string_view text) {
  std::string out;
  for (const std::string_view step : split(text, ';')) {
    const size_t end = std::min({step.find(" in "), step.find(" for "), step.find(" of ")});
    out += std::string(trim(step.substr(0, end))) + "\n";
  }
  return out;
}

std::string plain_trail(const engine::Plan& plan, const engine::Trail& trail) {
  std::string text;
  for (const engine::PolicyStep& step : engine::policy_steps(plan, trail)) {
    text += (text.empty() ? "" : "; ") + to_line(step);
  }
  return plain_trail(text);
}

// What differs; empty when all is alike.
std::string compare(const engine::Plan& plan, const scenario::Performance& played,
                    const std::vector<LiveAnswer>& live) {
  std::string out;
  for (size_t i = 0; i < live.size(); ++i) {
    const engine::Verdict& verdict = played.requests[i].verdict;
    if (verdict.reason == engine::Reason::kClientGone) continue;
    const std::string number = "request " + std::to_string(i + 1) + ": ";
    const std::string status = std::to_string(verdict.status);
    if (std::to_string(live[i].status) != status) {
      out += number + std::to_string(live[i].status) + " live, " + status + " in the test\n";
    }
    if (verdict.reason == engine::Reason::kBadRequest) continue;  // refused before it is a request
    if (live[i].verdict != name(verdict.reason)) {
      out += number + live[i].verdict + " live, " + std::string(name(verdict.reason)) + "\n";
    }
    const std::string route = verdict.route == engine::kNone ? "" : plan.routes[verdict.route].name;
    if (live[i].route != route) out += number + live[i].route + " live, " + route + "\n";
    const std::string trail = plain_trail(plan, played.requests[i].trail);
    if (plain_trail(live[i].trail) != trail) {
      out += number + "met " + live[i].trail + " live, " + trail + "\n";
    }
    if ((live[i].retry_after > 0) != (verdict.retry_after.ns > 0)) {
      out += number + "Retry-After " + std::to_string(live[i].retry_after) + " live\n";
    }
  }
  return out;
}

}  // namespace

TEST_CASE("scenarios: a live gateway gives the verdicts of the test files", "[parity]") {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.is_regular_file()) files.insert(entry.path());
  }
  REQUIRE(files.size() >= 7);
  std::set<std::string> played_files;
  size_t requests = 0;
  for (const fs::path& file : files) {
    const scenario::Script script =
        scenario::read_script(file.filename().string(), read_all(file.string()), nullptr);
    REQUIRE_FALSE(has_errors(script.diagnostics));
    const std::string text = config_text(script);
    const config::Loaded loaded = config::load("gw.yaml", text);
    INFO(file.string() << "\n" << text);
    REQUIRE_FALSE(has_errors(loaded.diagnostics));
    const auto plan = compile::compile(loaded.config, {}, {}).plan;
    for (const scenario::Test& test : script.tests) {
      if (!not_playable(test).empty()) continue;
      const scenario::Performance played =
          scenario::play(plan, test, loaded.config.trusted_proxies);
      const TempDirectory directory;
      // A machine under load is late: a difference counts when it comes three times.
      std::string differs = "?";
      for (int round = 0; round < 3 && !differs.empty(); ++round) {
        differs =
            compare(*plan, played, play_live(directory, text, services_of(loaded.config), test));
      }
      INFO(file.filename().string() << ": " << test.name.value);
      CHECK(differs == "");
      played_files.insert(file.filename().string());
      requests += played.requests.size();
    }
  }
  CHECK(played_files.size() == files.size());
  CHECK(requests >= 60);
}

}  // namespace gw::testing
