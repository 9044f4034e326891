#include "traffic/json_lines.hpp"

#include <simdjson.h>

#include <array>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "traffic/document.hpp"
#include "traffic/field_store.hpp"
#include "traffic/scan.hpp"
#include "traffic/stops.hpp"
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
    Literal key;  // and the quote behind it
    const Entry* entry = nullptr;
  };
  struct Node {
    std::vector<Entry> entries;
    std::vector<Seen> places;
  };
  static constexpr size_t kMaxPlaces = 256;
  // A longer key is not remembered, so that comparing never reads past the padding.
  static constexpr size_t kMaxSeenBytes = LineReader::kPadding - 1;
  static_assert(Literal::kReadBytes <= LineReader::kPadding);

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
  // Entries stay where they are once the tree is made.
  static const Entry* find(Node& node, size_t place, const char* text) {
    if (place < node.places.size() && node.places[place].key.stands(text)) [[likely]] {
      return node.places[place].entry;
    }
    return find_new(node, place, text);
  }
  static const Entry* find_new(Node& node, size_t place, const char* text) {
    size_t size = 0;  // a key that holds an escape fits no source
    while (text[size] != '"' && text[size] != '\\') ++size;
    const Entry* found = nullptr;
    for (const Entry& entry : node.entries) {
      if (entry.key == std::string_view(text, size)) found = &entry;
    }
    if (place < kMaxPlaces && size < kMaxSeenBytes && text[size] == '"') {
      if (node.places.size() <= place) node.places.resize(place + 1);
      node.places[place] = {Literal({text, size + 1}), found};
    }
    return found;
  }

  std::vector<Node> nodes;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

const char* digits_end(const char* at) {
  while (is_digit(*at)) ++at;
  return at;
}

const char* behind_word(const char* at, std::string_view word) {
  return std::memcmp(at, word.data(), word.size()) == 0 ? at + word.size() : nullptr;
}

// Of a number without an exponent, true, false or null; null for anything else.
const char* plain_scalar_end(const char* at) {
  if (*at == 't') return behind_word(at, "true");
  if (*at == 'f') return behind_word(at, "false");
  if (*at == 'n') return behind_word(at, "null");
  const char* const whole = *at == '-' ? at + 1 : at;
  const char* const point = digits_end(whole);
  if (point == whole || (*whole == '0' && point > whole + 1)) return nullptr;
  if (*point != '.') return point;
  const char* const end = digits_end(point + 1);
  return end == point + 1 ? nullptr : end;
}

class JsonLines {
 public:
  explicit JsonLines(const FieldMap& map)
      : map_(map), name_("json (" + map.name + ")"), keys_(map) {
    for (const FieldRule& rule : map_.rules) headers_ += rule.field == Field::kHeader ? 1 : 0;
  }
  JsonLines(const JsonLines& other) : JsonLines(other.map_) { store_ = other.store_; }
  JsonLines(JsonLines&&) = default;

  size_t line_size(std::string_view text, bool) { return plain_line_size(text); }
  std::string_view format() const { return name_; }
  LineOutcome parse(std::string_view line, Record& record, Batch& batch);
  void settle() { store_.settle(); }
  void look_over(std::string_view text) { stops_.find(text); }
  const char* quick_line(const char* line, Record& record, Batch& batch);

 private:
  // What one line has given so far.
  struct Line {
    Record& record;
    Batch& batch;
    std::span<NamedValue> headers;
    size_t header_count = 0;
    std::string_view query{};
    std::array<uint8_t, kFieldCount> rule_of{};  // that filled a field, plus one
    uint64_t rules_seen = 0;                     // as bits
    const char* reason = nullptr;
  };

  // How far a plain line is read: the next byte, and its stops from there on.
  struct Plain {
    const char* at = nullptr;
    const uint32_t* stop = nullptr;
  };
  static constexpr int kMaxPlainDepth = 8;

  bool walk_plain(Plain& plain, KeyTree::Node* node, int depth, Line& line);
  std::string_view plain_string(Plain& plain) const;
  bool take_plain(Plain& plain, const KeyTree::Entry* entry, int depth, Line& line);
  bool walk(ondemand::object object, size_t node, Line& line);
  bool take(ondemand::value value, const KeyTree::Entry& entry, Line& line);
  bool store(ondemand::value value, size_t rule, Line& line);
  bool store_text(std::string_view text, size_t rule, Line& line);
  void finish(Line& line) const;
  static simdjson::error_code scalar_text(ondemand::value value, Arena& arena,
                                          std::string_view& text);

  FieldMap map_;
  std::string name_;
  KeyTree keys_;
  size_t headers_ = 0;
  FieldStore store_;
  Stops stops_{Stops::Kind::kJson};
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

// What nearly all lines are: objects without blanks, arrays, escapes and anything but ASCII. They
// are read from stop to stop; whatever is unusual or wrong is left to simdjson.
const char* JsonLines::quick_line(const char* at, Record& record, Batch& batch) {
  record.stamp = map_.stamp;
  Line line{.record = record, .batch = batch, .headers = batch.arena.take_fields(headers_)};
  Plain plain{at, stops_.from(at)};
  if (!walk_plain(plain, keys_.nodes.data(), 0, line) || *plain.at != '\n') return nullptr;
  finish(line);
  return line.reason == nullptr ? plain.at : nullptr;
}

// The object at `plain`, to behind it. Without a node it only says where it ends.
bool JsonLines::walk_plain(Plain& plain, KeyTree::Node* node, int depth, Line& line) {
  if (*plain.at != '{' || depth == kMaxPlainDepth) return false;
  if (*++plain.at == '}') {
    ++plain.at;
    return true;
  }
  for (size_t place = 0;; ++place) {
    if (*plain.at != '"') return false;
    const std::string_view key = plain_string(plain);
    if (key.data() == nullptr || *plain.at++ != ':') return false;
    const KeyTree::Entry* entry =
        node == nullptr ? nullptr : KeyTree::find(*node, place, key.data());
    if (!take_plain(plain, entry, depth, line)) return false;
    const char next = *plain.at++;
    if (next == '}') return true;
    if (next != ',') return false;
  }
}

// Without its quotes, when the next stop but one ends it; its data is null when it is not plain.
std::string_view JsonLines::plain_string(Plain& plain) const {
  const char* const close = stops_.text() + plain.stop[1];
  if (*close != '"') return {};
  const std::string_view text(plain.at + 1, static_cast<size_t>(close - plain.at - 1));
  plain.at = close + 1;
  plain.stop += 2;
  return text;
}

bool JsonLines::take_plain(Plain& plain, const KeyTree::Entry* entry, int depth, Line& line) {
  if (*plain.at == '{') {
    const bool read = entry != nullptr && entry->child != kNowhere;
    return walk_plain(plain, read ? &keys_.nodes[entry->child] : nullptr, depth + 1, line);
  }
  std::string_view text;
  if (*plain.at == '"') {
    text = plain_string(plain);
    if (text.data() == nullptr) return false;
  } else {
    const char* const end = plain_scalar_end(plain.at);
    if (end == nullptr) return false;
    text = {plain.at, static_cast<size_t>(end - plain.at)};
    plain.at = end;
    if (text.front() == 'n') text = {};
  }
  if (entry == nullptr || entry->rule == kNowhere) return true;
  return store_text(text, entry->rule, line);
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
    const KeyTree::Entry* entry = KeyTree::find(keys_.nodes[node], place++, key.raw());
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

bool JsonLines::store(ondemand::value value, size_t rule, Line& line) {
  std::string_view text;
  if (const simdjson::error_code error = scalar_text(value, line.batch.arena, text)) {
    line.reason = simdjson::error_message(error);
    return false;
  }
  return store_text(text, rule, line);
}

bool JsonLines::store_text(std::string_view text, size_t rule_index, Line& line) {
  const FieldRule& rule = map_.rules[rule_index];
  const uint64_t bit = uint64_t{1} << (rule_index % 64);
  if ((line.rules_seen & bit) != 0) {
    line.reason = "a key that the map reads stands twice";
    return false;
  }
  line.rules_seen |= bit;
  if (rule.field == Field::kHeader) {
    if (!absent_dash(text).empty()) line.headers[line.header_count++] = {rule.header, text};
    return true;
  }
  static_assert(kMaxFieldRules < UINT8_MAX);
  uint8_t& filled_by = line.rule_of[static_cast<size_t>(rule.field)];
  if (filled_by != 0 && (filled_by <= rule_index || absent_dash(text).empty())) return true;
  if (rule.field == Field::kTime && absent_dash(text).empty()) return true;
  if (rule.field == Field::kQuery) line.query = absent_dash(text);
  line.reason = store_.store(rule, text, line.record);
  // What was found empty leaves its place to a later rule of the same field.
  filled_by = static_cast<uint8_t>(absent_dash(text).empty() ? map_.rules.size() : rule_index + 1);
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
