#include "cmd/shard.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/file.hpp"
#include "base/text.hpp"

namespace gw::cmd {

namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMaxPartBytes = size_t{1} << 30;

// The command with its options in the order of its table, so that the order of the command line
// does not matter, and without what does not change the result.
std::vector<std::string> words_of_run(const Invocation& invocation) {
  std::vector<std::string> words;
  for (const std::string_view word : split(invocation.command().name, ' '))
    words.emplace_back(word);
  for (const Option& option : invocation.command().options) {
    if (option.name == kShardOption.name || option.name == "threads") continue;
    for (const std::string& value : invocation.values(option.name)) {
      std::string word = "--" + std::string(option.name);
      if (option.takes != Option::Takes::kNothing) word += "=" + value;
      words.push_back(std::move(word));
    }
  }
  return words;
}

bool is_list_of_texts(const Json& json) {
  return json.is_array() &&
         std::ranges::all_of(json, [](const Json& one) { return one.is_string(); });
}

}  // namespace

Result<simulate::Shard> shard_of(const Invocation& invocation) {
  if (!invocation.has(kShardOption.name)) return simulate::Shard{};
  return simulate::parse_shard(invocation.value(kShardOption.name));
}

std::string part_file(const Invocation& invocation, const simulate::Shard& shard,
                      std::string_view found) {
  const Json head{{"gw_part", GW_VERSION},
                  {"shard", std::to_string(shard.number) + "/" + std::to_string(shard.count)},
                  {"words", words_of_run(invocation)},
                  {"logs", invocation.operands()}};
  return head.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n" + std::string(found) +
         "\n";
}

Result<Part> read_part(const std::string& path) {
  auto text = read_file(path, kMaxPartBytes);
  if (!text) return tl::unexpected(text.error());
  Part part{.name = path == "-" ? "stdin" : printable(path)};
  const size_t end = std::min(text->find('\n'), text->size());
  const Json head = Json::parse(text->substr(0, end), nullptr, false);
  const auto has = [&](const char* name) { return head.is_object() && head.contains(name); };
  if (!has("gw_part") || !head["gw_part"].is_string() || !has("shard") ||
      !head["shard"].is_string() || !has("words") || !is_list_of_texts(head["words"]) ||
      !has("logs") || !is_list_of_texts(head["logs"])) {
    return failure(part.name + ": it is no part that a run with --shard printed");
  }
  if (head["gw_part"] != GW_VERSION) {
    return failure(part.name + ": it is of gw " + printable(head["gw_part"].get<std::string>()) +
                   ", and this is " + GW_VERSION);
  }
  const auto shard = simulate::parse_shard(head["shard"].get<std::string>());
  if (!shard) return failure(part.name + ": " + shard.error().message);
  part.shard = *shard;
  part.words = head["words"].get<std::vector<std::string>>();
  part.logs = head["logs"].get<std::vector<std::string>>();
  part.found = text->substr(std::min(end + 1, text->size()));
  return part;
}

}  // namespace gw::cmd
