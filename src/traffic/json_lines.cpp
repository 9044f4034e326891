#include "traffic/json_lines.hpp"

#include <simdjson.h>

#include <array>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "traffic/document.hpp"
#include "traffic/field_store.hpp"
#include "traffic/values.hpp"

namespace gw::traffic {
namespace {

namespace ondemand = simdjson::ondemand;

static_assert(simdjson::SIMDJSON_PADDING <= LineReader::kPadding);

constexpr size_t kNowhere = SIZE_MAX;

// The keys of the map as a tree; the root is node 0. An object's keys mostly come in the same order
// line after line, so that each place remembers its key.
struct KeyTree {
  struct Entry {
    std::string key;
    size_t rule = kNowhere;
    size_t child = kNowhere;
  };
  struct Seen {
    std::string key;
    size_t entry = kNowhere;
  };
  struct Node {
    std::vector<Entry> entries;
    std::vector<Seen> places;
  };
  static constexpr size_t kMaxPlaces = 256;
  // A longer key is not remembered, so that comparing never reads past the padding.
  static constexpr size_t kMaxSeenBytes = LineReader::kPadding - 1;

  explicit KeyTree(const FieldMap& map) {
    nodes.emplace_back();
    for (size_t rule = 0; rule < map.rules.size(); ++rule) add(map.rules[rule].source, rule);
  }

  void add(std::string_view source, size_t rule) {
    entry(0, source).rule = rule;
    size_t node = 0;
    const std::vector<std::string_view> keys = split(source, '.');
    for (size_t i = 0; i + 1 < keys.size(); ++i) {
      const size_t child = nodes.size();
      Entry& step = entry(node, keys[i]);
      if (step.child == kNowhere) {
        step.child = child;
        node = child;
        nodes.emplace_back();
      } else {
        node = step.child;
      }
    }
    if (keys.size() > 1) entry(node, keys.back()).rule = rule;
  }

  Entry& entry(size_t node, std::string_view key) {
    for (Entry& known : nodes[node].entries) {
      if (known.key == key) return known;
    }
    nodes[node].entries.push_back({std::string(key)});
    return nodes[node].entries.back();
  }

  // The entry of the key that starts at `text`, just behind its quote; null when it is in no map.
  const Entry* find(size_t node_index, size_t place, const char* text) {
    Node& node = nodes[node_index];
    if (place < node.places.size()) {
      const Seen& seen = node.places[place];
      if (std::memcmp(text, seen.key.data(), seen.key.size()) == 0 &&
          text[seen.key.size()] == '"') {
        return seen.entry == kNowhere ? nullptr : &node.entries[seen.entry];
      }
    }
    size_t size = 0;  // a key that holds an escape fits no source
    while (text[size] != '"' && text[size] != '\\') ++size;
    const std::string_view key(text, size);
    size_t found = kNowhere;
    for (size_t i = 0; i < node.entries.size(); ++i) {
      if (node.entries[i].key == key) found = i;
    }
    if (place < kMaxPlaces && size <= kMaxSeenBytes && text[size] == '"') {
      if (node.places.size() <= place) node.places.resize(place + 1);
      node.places[place] = {std::string(key), found};
    }
    return found == kNowhere ? nullptr : &node.entries[found];
  }

  std::vector<Node> nodes;
};

class JsonLines {
 public:
  explicit JsonLines(const FieldMap& map)
      : map_(map), name_("json (" + map.name + ")"), keys_(map) {
    for (const FieldRule& rule : map_.rules) headers_ += rule.field == Field::kHeader ? 1 : 0;
  }

  size_t line_size(std::string_view text, bool) { return plain_line_size(text); }
  std::string_view format() const { return name_; }
  LineOutcome parse(std::string_view line, Record& record, Batch& batch);

 private:
  // What one line has given so far.
  struct Line {
    Record& record;
    Batch& batch;
    std::span<NamedValue> headers;
    size_t header_count = 0;
    std::string_view query{};
    std::array<size_t, kFieldCount> rule_of{};  // that filled a field, plus one
    uint64_t rules_seen = 0;                    // as bits
    const char* reason = nullptr;
  };

  bool walk(ondemand::object object, size_t node, Line& line);
  bool take(ondemand::value value, const KeyTree::Entry& entry, Line& line);
  bool store(ondemand::value value, size_t rule, Line& line);
  void finish(Line& line) const;
  static simdjson::error_code scalar_text(ondemand::value value, Arena& arena,
                                          std::string_view& text);

  FieldMap map_;
  std::string name_;
  KeyTree keys_;
  size_t headers_ = 0;
  FieldStore store_;
  std::unique_ptr<ondemand::parser> parser_ = std::make_unique<ondemand::parser>();
};

LineOutcome JsonLines::parse(std::string_view text, Record& record, Batch& batch) {
  ondemand::document document;
  const simdjson::padded_string_view padded(text.data(), text.size(),
                                            text.size() + LineReader::kPadding);
  simdjson::error_code error = parser_->iterate(padded).get(document);
  if (error) return malformed(simdjson::error_message(error));
  ondemand::object object;
  error = document.get_object().get(object);
  if (error) return malformed("the line is not one JSON object");
  record.stamp = map_.stamp;
  Line line{.record = record, .batch = batch, .headers = batch.arena.take_fields(headers_)};
  if (!walk(object, 0, line)) return malformed(line.reason);
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return malformed("text follows the JSON object");
  }
  finish(line);
  return line.reason == nullptr ? LineOutcome{} : malformed(line.reason);
}

// False when something is wrong; line.reason says what.
bool JsonLines::walk(ondemand::object object, size_t node, Line& line) {
  size_t place = 0;
  for (auto field : object) {
    ondemand::raw_json_string key;
    ondemand::value value;
    simdjson::error_code error = field.key().get(key);
    if (!error) error = field.value().get(value);
    if (error) {
      line.reason = simdjson::error_message(error);
      return false;
    }
    const KeyTree::Entry* entry = keys_.find(node, place++, key.raw());
    if (entry != nullptr && !take(value, *entry, line)) return false;
  }
  return true;
}

bool JsonLines::take(ondemand::value value, const KeyTree::Entry& entry, Line& line) {
  ondemand::json_type type{};
  if (const simdjson::error_code error = value.type().get(type)) {
    line.reason = simdjson::error_message(error);
    return false;
  }
  if (type == ondemand::json_type::object) {
    if (entry.child == kNowhere) return true;
    ondemand::object object;
    if (const simdjson::error_code error = value.get_object().get(object)) {
      line.reason = simdjson::error_message(error);
      return false;
    }
    return walk(object, entry.child, line);
  }
  if (entry.rule == kNowhere) return true;
  if (type != ondemand::json_type::array) return store(value, entry.rule, line);
  ondemand::array array;
  simdjson::error_code error = value.get_array().get(array);
  if (error) {
    line.reason = simdjson::error_message(error);
    return false;
  }
  bool first = true;
  for (auto element : array) {
    ondemand::value inner;
    error = element.get(inner);
    if (!error) error = inner.type().get(type);
    if (error) {
      line.reason = simdjson::error_message(error);
      return false;
    }
    const bool scalar = type != ondemand::json_type::object && type != ondemand::json_type::array;
    if (std::exchange(first, false) && scalar && !store(inner, entry.rule, line)) return false;
  }
  return true;
}

bool JsonLines::store(ondemand::value value, size_t rule_index, Line& line) {
  const FieldRule& rule = map_.rules[rule_index];
  const uint64_t bit = uint64_t{1} << (rule_index % 64);
  if ((line.rules_seen & bit) != 0) {
    line.reason = "a key that the map reads stands twice";
    return false;
  }
  line.rules_seen |= bit;
  std::string_view text;
  if (const simdjson::error_code error = scalar_text(value, line.batch.arena, text)) {
    line.reason = simdjson::error_message(error);
    return false;
  }
  if (rule.field == Field::kHeader) {
    if (!absent_dash(text).empty()) line.headers[line.header_count++] = {rule.header, text};
    return true;
  }
  size_t& filled_by = line.rule_of[static_cast<size_t>(rule.field)];
  if (filled_by != 0 && (filled_by <= rule_index || absent_dash(text).empty())) return true;
  if (rule.field == Field::kTime && absent_dash(text).empty()) return true;
  if (rule.field == Field::kQuery) line.query = absent_dash(text);
  line.reason = store_.store(rule, text, line.record);
  // What was found empty leaves its place to a later rule of the same field.
  filled_by = absent_dash(text).empty() ? map_.rules.size() : rule_index + 1;
  return line.reason == nullptr;
}

// Strings without their quotes and escapes, null as nothing, numbers and truths as written.
simdjson::error_code JsonLines::scalar_text(ondemand::value value, Arena& arena,
                                            std::string_view& text) {
  std::string_view token = value.raw_json_token();
  token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
  if (!token.starts_with('"')) {
    text = token == "null" ? std::string_view() : token;
    return simdjson::SUCCESS;
  }
  if (token.size() >= 2 && token.find('\\') == std::string_view::npos && token.back() == '"') {
    text = token.substr(1, token.size() - 2);
    return simdjson::SUCCESS;
  }
  const simdjson::error_code error = value.get_string().get(text);
  if (!error) text = arena.keep(text);
  return error;
}

void JsonLines::finish(Line& line) const {
  Record& record = line.record;
  const auto filled = [&](Field field) { return line.rule_of[static_cast<size_t>(field)] != 0; };
  if (!filled(Field::kTime)) {
    line.reason = "the line has no time where the map looks for it";
  } else if (!filled(Field::kRequest) && !(filled(Field::kMethod) && filled(Field::kPath))) {
    line.reason = "the line has no method and path where the map looks for them";
  }
  if (!line.query.empty() && !record.target.empty()) {
    if (line.query.front() == '?') line.query.remove_prefix(1);
    record.target = line.batch.arena.join(record.target, '?', line.query);
  }
  if (!filled(Field::kUpstream) && !filled(Field::kUpstreamStatus) &&
      !filled(Field::kUpstreamDuration)) {
    record.gateway_made = map_.without_upstream;
  }
  if (filled(Field::kEnd)) store_.use_end(record);
  record.fields = line.headers.first(line.header_count);
}

}  // namespace

const FieldMap* detect_json_preset(std::span<const std::string_view> lines) {
  const FieldMap* best = nullptr;
  size_t best_fits = lines.size() / 4;
  for (const FieldMap& map : presets()) {
    if (is_document_preset(map.name)) continue;
    JsonLines parser(map);
    Batch batch;
    size_t fits = 0;
    for (const std::string_view line : lines) {
      Record record;
      if (parser.parse(line, record, batch).kind == LineOutcome::Kind::kRecord) ++fits;
    }
    if (fits <= best_fits) continue;
    best_fits = fits;
    best = &map;
  }
  return best;
}

std::unique_ptr<RecordSource> read_json_lines(Input input, const FieldMap& map) {
  return std::make_unique<LineSource<JsonLines>>(std::move(input), JsonLines(map));
}

}  // namespace gw::traffic
