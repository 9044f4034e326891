#include "traffic/json_lines.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "traffic/document.hpp"
#include "traffic/field_store.hpp"
#include "traffic/json_cursor.hpp"
#include "traffic/json_keys.hpp"
#include "traffic/stops.hpp"
#include "traffic/values.hpp"

namespace gw::traffic {
namespace {

static_assert(Stops::kPadding <= kLinePadding);

class JsonLines {
 public:
  // Of objects and arrays, as simdjson and others have it.
  static constexpr size_t kMaxDepth = 1024;

  explicit JsonLines(const FieldMap& map)
      : map_(map), name_("json (" + map.name + ")"), keys_(map) {
    for (const FieldRule& rule : map_.rules) headers_ += rule.field == Field::kHeader ? 1 : 0;
  }
  JsonLines(const JsonLines& other) : JsonLines(other.map_) { store_ = other.store_; }
  JsonLines(JsonLines&&) = default;

  size_t line_size(std::string_view text, bool) { return plain_line_size(text); }
  std::string_view format() const { return name_; }
  void settle() { store_.settle(); }
  void look_over(std::string_view text) { stops_.find(text); }
  // Of a line in the text that was looked over.
  LineOutcome parse(std::string_view line, Record& record, Batch& batch);
  const char* quick_line(const char* line, Record& record, Batch& batch);

 private:
  using Entry = JsonKeys::Entry;
  using Node = JsonKeys::Node;

  // What one line has given so far.
  struct Line {
    Record& record;
    Batch& batch;
    JsonCursor cursor;
    std::span<NamedValue> headers;
    size_t header_count = 0;
    std::string_view query{};
    std::array<uint8_t, kFieldCount> rule_of{};  // that filled a field, plus one
    uint64_t rules_seen = 0;                     // as bits
    bool in_array = false;                       // a key may come again
    const char* reason = nullptr;                // what is wrong, beyond the JSON
  };

  Line line_at(const char* at, Record& record, Batch& batch);
  bool walk(Node* node, size_t depth, Line& line);
  bool walk_array(const Entry* entry, size_t depth, Line& line);
  bool walk_pair(Node& node, size_t depth, Line& line);
  static std::optional<const Entry*> take_key(Node* node, size_t place, Line& line);
  bool take_value(const Entry* entry, size_t depth, Line& line);
  bool store(std::string_view text, const Entry& entry, Line& line);
  bool store_text(std::string_view text, size_t rule, Line& line);
  bool store_again(std::string_view text, size_t rule, Line& line);
  void finish(Line& line) const;

  FieldMap map_;
  std::string name_;
  JsonKeys keys_;
  size_t headers_ = 0;
  FieldStore store_;
  Stops stops_{Stops::Kind::kJson};
  std::string forwarded_;  // X-Forwarded-For of an array with several
};

JsonLines::Line JsonLines::line_at(const char* at, Record& record, Batch& batch) {
  record.stamp = map_.stamp;
  record.secrets = map_.secrets;
  return {.record = record,
          .batch = batch,
          .cursor = {stops_.text(), at, stops_.from(at)},
          .headers = batch.arena.take_fields(headers_)};
}

LineOutcome JsonLines::parse(std::string_view text, Record& record, Batch& batch) {
  Line line = line_at(text.data(), record, batch);
  JsonCursor& cursor = line.cursor;
  if (!cursor.comes('{')) return malformed("the line is not one JSON object");
  if (!walk(keys_.nodes.data(), 0, line)) {
    return malformed(line.reason == nullptr ? cursor.why_not() : line.reason);
  }
  cursor.skip_blanks();
  if (cursor.at() < text.data() + text.size()) return malformed("text follows the JSON object");
  finish(line);
  return line.reason == nullptr ? LineOutcome{} : malformed(line.reason);
}

// Where a line ends shows when it is read: only one that is no record is looked at twice.
const char* JsonLines::quick_line(const char* at, Record& record, Batch& batch) {
  Line line = line_at(at, record, batch);
  if (!line.cursor.comes('{') || !walk(keys_.nodes.data(), 0, line)) return nullptr;
  if (!line.cursor.comes('\n')) return nullptr;
  finish(line);
  return line.reason == nullptr ? line.cursor.at() : nullptr;
}

// The object at the cursor. Without a node it is only read over. False when something is wrong.
bool JsonLines::walk(Node* node, size_t depth, Line& line) {
  JsonCursor& cursor = line.cursor;
  if (!cursor.take('{') || depth == kMaxDepth) return false;
  if (!cursor.comes('"')) return cursor.take('}');
  for (size_t place = 0;; ++place) {
    const std::optional<const Entry*> entry = take_key(node, place, line);
    if (!entry || !cursor.take(':') || !take_value(*entry, depth, line)) return false;
    if (!cursor.take(',')) return cursor.take('}');
    if (!cursor.comes('"')) return false;
  }
}

// The entry of the key at the cursor, null when nothing reads it.
std::optional<const JsonKeys::Entry*> JsonLines::take_key(Node* node, size_t place, Line& line) {
  const char* const text = line.cursor.at() + 1;
  const std::string_view key = line.cursor.string(line.batch.arena);
  if (key.data() == nullptr) return std::nullopt;
  if (node == nullptr) return nullptr;
  const bool as_written = key.data() == text;
  if (as_written && JsonKeys::remembers(*node, place, text)) return node->places[place].entry;
  return JsonKeys::find(*node, place, key, as_written);
}

bool JsonLines::take_value(const Entry* entry, size_t depth, Line& line) {
  JsonCursor& cursor = line.cursor;
  if (*cursor.at() == '{') {
    const bool read = entry != nullptr && entry->child != JsonKeys::kNowhere;
    return walk(read ? &keys_.nodes[entry->child] : nullptr, depth + 1, line);
  }
  std::string_view text;
  if (*cursor.at() == '"') {
    text = cursor.string(line.batch.arena);
    if (text.data() == nullptr) return false;
  } else {
    text = cursor.scalar();
    if (text.data() == nullptr) [[unlikely]] {
      if (*cursor.at() == '[') return walk_array(entry, depth + 1, line);
      return cursor.skip_blanks() && take_value(entry, depth, line);
    }
    if (text.front() == 'n') text = {};
  }
  if (entry == nullptr || entry->rule == JsonKeys::kNowhere) return true;
  return store(text, *entry, line);
}

// Of an array the first element counts that is no object and no array, of X-Forwarded-For all of
// them. Objects where the map looks for keys are pairs of a name and a value.
bool JsonLines::walk_array(const Entry* entry, size_t depth, Line& line) {
  JsonCursor& cursor = line.cursor;
  if (!cursor.take('[') || depth == kMaxDepth) return false;
  if (cursor.take(']')) return true;
  const bool outer = std::exchange(line.in_array, true);
  if (!outer) forwarded_.clear();
  const bool has_pairs = entry != nullptr && entry->child != JsonKeys::kNowhere;
  for (;;) {
    const bool is_object = cursor.comes('{');
    const bool is_plain = !is_object && !cursor.comes('[');
    const bool read = is_object && has_pairs ? walk_pair(keys_.nodes[entry->child], depth + 1, line)
                                             : take_value(is_plain ? entry : nullptr, depth, line);
    if (!read) return false;
    if (!cursor.take(',')) break;
  }
  line.in_array = outer;
  std::string_view& list = line.record.x_forwarded_for;
  if (!outer && !forwarded_.empty() && forwarded_.starts_with(list)) {
    list = line.batch.arena.keep(forwarded_);
  }
  return cursor.take(']');
}

// The object at the cursor, whose "name" is the key, in lower case, of its "value".
bool JsonLines::walk_pair(Node& node, size_t depth, Line& line) {
  JsonCursor& cursor = line.cursor;
  if (!cursor.take('{') || depth == kMaxDepth) return false;
  if (cursor.take('}')) return true;
  std::string_view name;
  std::string_view value;
  do {
    if (!cursor.comes('"')) return false;
    const std::string_view key = cursor.string(line.batch.arena);
    if (key.data() == nullptr || !cursor.take(':')) return false;
    std::string_view* const to = key == "name" ? &name : (key == "value" ? &value : nullptr);
    if (to == nullptr || !cursor.comes('"')) {
      if (!take_value(nullptr, depth, line)) return false;
      continue;
    }
    *to = cursor.string(line.batch.arena);
    if (to->data() == nullptr) return false;
  } while (cursor.take(','));
  const Entry* const entry = JsonKeys::find(node, 0, to_lower(name), false);
  if (entry != nullptr && entry->rule != JsonKeys::kNowhere && !store(value, *entry, line)) {
    return false;
  }
  return cursor.take('}');
}

bool JsonLines::store(std::string_view text, const Entry& entry, Line& line) {
  if (!store_text(text, entry.rule, line)) return false;
  for (const size_t rule : entry.more_rules) {
    if (!store_text(text, rule, line)) return false;
  }
  return true;
}

bool JsonLines::store_text(std::string_view text, size_t rule_index, Line& line) {
  const FieldRule& rule = map_.rules[rule_index];
  const uint64_t bit = uint64_t{1} << (rule_index % 64);
  if ((line.rules_seen & bit) != 0) [[unlikely]]
    return store_again(text, rule_index, line);
  line.rules_seen |= bit;
  if (rule.field == Field::kHeader) {
    if (!absent_dash(text).empty())
      line.headers[line.header_count++] = {rule.header, text, rule.is_secret};
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

// What an array has again is joined to X-Forwarded-For (RFC 9110, 5.3) and else left out.
bool JsonLines::store_again(std::string_view text, size_t rule_index, Line& line) {
  if (!line.in_array) {
    line.reason = "a key that the map reads stands twice";
    return false;
  }
  text = absent_dash(text);
  if (map_.rules[rule_index].field != Field::kForwardedFor || text.empty()) return true;
  std::string_view& list = line.record.x_forwarded_for;
  uint8_t& filled_by = line.rule_of[static_cast<size_t>(Field::kForwardedFor)];
  if (!list.empty() && filled_by != rule_index + 1) return true;
  if (list.empty()) {
    list = text;
  } else {
    if (forwarded_.empty()) forwarded_ = list;
    forwarded_.append(", ").append(text);
  }
  filled_by = static_cast<uint8_t>(rule_index + 1);
  return true;
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

const FieldMap* detect_json_preset(std::span<const std::string_view> lines, size_t in_so_many) {
  const FieldMap* best = nullptr;
  size_t best_fits = in_so_many == 0 ? 0 : lines.size() / in_so_many;
  for (const FieldMap& map : presets()) {
    if (is_document_preset(map.name)) continue;
    JsonLines parser(map);
    Batch batch;
    size_t fits = 0;
    for (const std::string_view line : lines) {
      Record record;
      parser.look_over(line);
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
