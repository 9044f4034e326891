#include "cmd/lint_settings.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cmd/config_file.hpp"
#include "cmd/traffic_options.hpp"
#include "config/document.hpp"

namespace gw::cmd {

namespace {

std::vector<std::string> words_of(const Invocation& invocation, std::string_view option) {
  std::vector<std::string> words;
  for (const std::string& list : invocation.values(option)) {
    for (const std::string_view word : split(list, ',')) words.emplace_back(trim(word));
  }
  return words;
}

Result<std::vector<LintOutput>> outputs_of(const Invocation& invocation) {
  std::vector<LintOutput> out;
  for (const std::string& text : invocation.values("output")) {
    const size_t equals = text.find('=');
    const std::string format = text.substr(0, equals);
    const bool known = std::ranges::find(kLintFormats, format) != std::end(kLintFormats);
    if (!known || equals == std::string::npos || equals + 1 == text.size()) {
      return failure("--output is FORMAT=FILE, as sarif=gw.sarif, not '" + printable(text) + "'");
    }
    const std::string path = text.substr(equals + 1);
    const std::string here = real_path(".");
    const bool twice = std::ranges::any_of(out, [&](const auto& one) {
      return relative_path(one.path, here) == relative_path(path, here);
    });
    if (twice) return failure("two reports of --output go to '" + printable(path) + "'");
    out.push_back({format, path});
  }
  return out;
}

Result<lint::Baseline> baseline_of(const Invocation& invocation) {
  const std::string path = invocation.value("baseline");
  lint::Baseline baseline = baseline_in(path);
  if (!invocation.has("baseline")) return baseline;
  auto text = read_file(path, config::kMaxTextBytes);
  if (!text) return tl::unexpected(text.error());
  const SourceText source(path, std::move(*text));
  const Diagnostics wrong = baseline.read(source);
  if (!wrong.empty()) return failure(to_text(source, wrong.front()));
  return baseline;
}

// Options of which one says what becomes of the findings, and the other something else.
Result<void> check_together(const Invocation& invocation) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kApart{
      {{"write-baseline", "fix"},
       {"write-baseline", "diff"},
       {"write-baseline", "output"},
       {"write-baseline", "statistics"},
       {"diff", "output"},
       {"diff", "statistics"}}};
  for (const auto& [one, other] : kApart) {
    if (!invocation.has(one) || !invocation.has(other)) continue;
    return failure("--" + std::string(one) + " and --" + std::string(other) +
                   " do not go together: run gw lint twice");
  }
  const auto& files = invocation.operands();
  if (invocation.has("fix") && !invocation.has("diff") && std::ranges::count(files, "-") > 0) {
    return failure("--fix cannot write to standard input: use --diff");
  }
  return {};
}

Result<lint::LintRun> run_of(const Invocation& invocation) {
  lint::LintRun run;
  run.files = disk_files();
  run.threads = thread_count();
  run.selection = {words_of(invocation, "select"), words_of(invocation, "ignore")};
  const auto replicas = whole_number(invocation, "replicas", 1, 64);
  if (!replicas) return tl::unexpected(replicas.error());
  run.context.replicas = static_cast<uint32_t>(*replicas);
  const std::vector<std::string> traffic = invocation.values("traffic");
  if (auto known = lint::check(run.selection, !traffic.empty(), run.context); !known) {
    return tl::unexpected(known.error());
  }
  const auto stdins = std::ranges::count(traffic, "-");
  const auto& files = invocation.operands();
  if (stdins + std::ranges::count(files, "-") > 1 || (stdins > 0 && files.size() > 1)) {
    return failure("standard input can be read only once");
  }
  run.overlays = invocation.values("overlay");
  if (invocation.has("env")) run.environment = process_environment();
  run.fix = invocation.has("fix") || invocation.has("diff");
  run.unsafe = invocation.has("unsafe-fixes");
  if (run.fix && !run.overlays.empty()) {
    return failure("--fix and --diff mend files for all that use them: leave --overlay out");
  }
  if (run.unsafe && !run.fix) {
    return failure("--unsafe-fixes says how far --fix or --diff goes: give one of them");
  }
  return run;
}

}  // namespace

lint::Baseline baseline_in(const std::string& path) {
  return lint::Baseline([folder = real_path(folder_of(path))](const std::string& name) {
    return path_kind(name) == PathKind::kNothing ? name : relative_path(name, folder);
  });
}

Result<LintSettings> lint_settings(const Invocation& invocation) {
  LintSettings out;
  if (auto good = check_together(invocation); !good) return tl::unexpected(good.error());
  auto run = run_of(invocation);
  if (!run) return tl::unexpected(run.error());
  out.run = std::move(*run);
  const std::string format = invocation.value("format");
  if (invocation.has("statistics") && format != "text" && format != "json") {
    return failure("--statistics is printed as text or json, not as " + format);
  }
  auto outputs = outputs_of(invocation);
  if (!outputs) return tl::unexpected(outputs.error());
  out.outputs = std::move(*outputs);
  if (invocation.has("max-warnings")) {
    const auto most = whole_number(invocation, "max-warnings", 0, UINT32_MAX);
    if (!most) return tl::unexpected(most.error());
    out.max_warnings = *most;
  }
  auto baseline = baseline_of(invocation);
  if (!baseline) return tl::unexpected(baseline.error());
  out.run.baseline = std::move(*baseline);
  return out;
}

}  // namespace gw::cmd
