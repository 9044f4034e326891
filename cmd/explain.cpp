#include "scenario/explain.hpp"

#include <fmt/core.h>

#include <optional>

#include "base/address.hpp"
#include "base/text.hpp"
#include "cmd/commands.hpp"
#include "cmd/config_file.hpp"
#include "cmd/discovery.hpp"
#include "cmd/invocation.hpp"
#include "cmd/terminal.hpp"
#include "config/header.hpp"
#include "http/chars.hpp"
#include "lint/rule.hpp"
#include "report/explain.hpp"

namespace gw::cmd {

namespace {

constexpr std::string_view kFormats[] = {"text", "json"};

constexpr Option kOptions[] = {
    kOverlayOption,
    {.name = "method",
     .value = "METHOD",
     .doc = "the request's method",
     .fallback = "GET",
     .letter = 'X'},
    {.name = "header",
     .value = "'NAME: VALUE'",
     .doc = "a header of the request",
     .repeatable = true,
     .letter = 'H'},
    {.name = "user", .value = "NAME", .doc = "the consumer that its credentials stand for"},
    {.name = "client",
     .value = "ADDRESS",
     .doc = "where it comes from",
     .fallback = scenario::kDefaultClient},
    {.name = "at", .value = "TIME", .doc = "when it comes, as in 2026-11-24T08:00:00Z"},
    {.name = "format",
     .value = "FORMAT",
     .doc = "how to print it",
     .choices = kFormats,
     .fallback = "text"},
};

constexpr Example kExamples[] = {
    {"gw explain gw.yaml -X POST /orders -H 'X-Tenant: acme'", "what becomes of this request?"},
    {"gw explain gw.yaml https://api.example.com/users/42", "the same for a URL"},
    {"gw explain GW501", "what a rule of 'gw lint' means"},
};

bool is_target(const std::string& word) {
  return word.starts_with('/') || word.find("://") != std::string::npos || word == "*";
}

Result<scenario::RequestText> request_of(const Invocation& invocation) {
  scenario::RequestText text;
  text.method = invocation.value("method");
  if (text.method.empty()) return failure("--method is empty");
  if (!http::all_are(text.method, http::kTokenChar)) {
    return failure(fmt::format("--method is a word such as GET, not '{}'", printable(text.method)));
  }
  text.target = invocation.operands().back();
  if (!is_target(text.target)) {
    return failure(fmt::format("a target is a path that begins with '/', a URL or '*', not '{}'",
                               printable(text.target)));
  }
  text.user = invocation.value("user");
  const std::optional<IpAddress> client = parse_ip(invocation.value("client"));
  if (!client) {
    return failure(fmt::format("--client is an address such as {}, not '{}'",
                               scenario::kDefaultClient, printable(invocation.value("client"))));
  }
  text.client = to_string(*client);
  for (const std::string& header : invocation.values("header")) {
    const size_t colon = header.find(':');
    const std::string_view name = trim(std::string_view(header).substr(0, colon));
    if (colon == std::string::npos) {
      return failure("--header is 'NAME: VALUE', and one has no ':'");
    }
    if (auto wrong = config::header_name_mistake(name)) {
      return failure("--header: " + wrong->message);
    }
    if (header.find_first_of("\r\n") != std::string::npos) {
      return failure(fmt::format("--header: the value of '{}' holds a line break", name));
    }
    text.headers.emplace_back(name, trim(std::string_view(header).substr(colon + 1)));
  }
  return text;
}

ExitCode run_explain(const Invocation& invocation, Terminal& terminal) {
  exit_on_interrupt();
  const std::vector<std::string>& words = invocation.operands();
  if (words.size() == 1 && lint::find_rule(words[0]) != nullptr) {
    return kRule.run(invocation, terminal);
  }
  if (words.size() != 2 && !(words.size() == 1 && is_target(words[0]))) {
    return terminal.usage_error(
        words.size() > 2 ? "explain: one request at a time"
                         : fmt::format("explain: '{}' is no rule, and a configuration needs the "
                                       "path of a request behind it",
                                       printable(words[0])),
        "see 'gw explain --help'");
  }
  const auto text = request_of(invocation);
  if (!text) return terminal.usage_error("explain: " + text.error().message);
  std::optional<WallTime> at = WallTime{};
  if (invocation.has("at")) at = parse_rfc3339(invocation.value("at"));
  if (!at) return terminal.usage_error("explain: --at is a time such as 2026-11-24T08:00:00Z");
  const Result<std::string> path =
      words.size() == 2 ? Result<std::string>(words[0]) : find_config(terminal);
  if (!path) return terminal.usage_error("explain: " + path.error().message);
  const std::optional<compile::Checked> file =
      require_config(config_paths(*path, invocation), terminal);
  if (!file) return ExitCode::kUsage;
  const scenario::Request request(
      *text, {file->compiled.plan->max_body_bytes, file->loaded.config.trusted_proxies});
  const scenario::Explanation explanation =
      scenario::explain(file->loaded.config, file->compiled.plan, request, *at);
  terminal.out(invocation.value("format") == "json"
                   ? report::explain_json(explanation)
                   : report::explain_text(explanation, {.width = terminal.width(),
                                                        .color = terminal.out_has_color()}));
  return ExitCode::kFine;
}

}  // namespace

const Command kExplain{
    .name = "explain",
    .summary = "tell what a configuration makes of one request, and why",
    .doc =
        "Prints the routes that could take the request and why each of them does not, the "
        "policies that it meets on a gateway that has seen no other, the request that the "
        "upstream gets, and gw's own answer when no upstream is asked. TARGET is a path with its "
        "query, or a URL; without CONFIG the gw.yaml, gw.yml or gw.json here or in the nearest "
        "directory above is taken. A '+' marks headers that gw or the route set, a '-' those that "
        "are not "
        "sent on.\n\nWith a rule's id or name instead, prints the page of 'gw rule'.\n\nExit code "
        "0; 2 when the configuration is not valid.",
    .operand = {.name = "CONFIG", .repeatable = true, .usage = "[CONFIG] TARGET | RULE"},
    .options = kOptions,
    .examples = kExamples,
    .run = run_explain,
};

}  // namespace gw::cmd
