#include "config/schema_check.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "config/scalar.hpp"

namespace gw::config {
namespace {

std::string join(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

std::string in_unit(Type type, int64_t value) {
  switch (type) {
    case Type::kMilliseconds:
      return std::to_string(value) + " ms";
    case Type::kDuration:
      return to_string(nanoseconds(value));
    case Type::kBytes:
      return to_string(Bytes{static_cast<uint64_t>(value)});
    case Type::kRatio:
      return to_string(Ratio{value});
    default:
      return std::to_string(value);
  }
}

std::string expected(const Key& key) {
  switch (key.type) {
    case Type::kText:
    case Type::kAnyText:
      return "a string";
    case Type::kJson:
      return "a string, a number, true, false or null";
    case Type::kBool:
      return "true or false";
    case Type::kInteger:
      return "an integer";
    case Type::kMilliseconds:
      return "an integer, milliseconds";
    case Type::kDuration:
      return "a duration such as 30s or 250ms";
    case Type::kBytes:
      return "a size such as 64KiB";
    case Type::kRatio:
      return "a share such as 50%";
    case Type::kRate:
      return "a rate such as 100/s";
    case Type::kWord:
      return key.words.size() == 1 ? quoted(key.words[0]) : "a word";
    case Type::kStatus:
      return "a status such as 503 or 5xx";
    case Type::kGroup:
      break;
  }
  return "a mapping";
}

std::string expected_value(const Key& key) {
  const bool longer = key.type != Type::kGroup && key.group != nullptr;
  std::string out = expected(key) + (longer ? " or a mapping" : "");
  if (key.shape == Shape::kOneOrList) out += " or a list of these";
  return out;
}

class Checker {
 public:
  Checker(std::span<const Group* const> groups, Problems& problems)
      : groups_(groups), problems_(problems) {}

  void mapping(Node& node, const Group& group) {
    for (Entry& entry : node.entries) {
      if (is_root(group) && is_free_key(entry.key)) continue;
      if (const Key* key = find_key(group, entry.key)) {
        value(entry.value, *key);
      } else {
        unknown_key(node, entry, group);
      }
    }
    for (const Key& key : group.keys) {
      if (key.required && find(node, key.name) == nullptr) {
        problems_.error(
            Code::kMissingKey, node.span,
            "'" + std::string(key.name) + "' is missing in '" + std::string(group.name) + "'",
            "add '" + std::string(key.name) + ": " + std::string(key.example) + "'");
        node.rejected = true;
      }
    }
  }

 private:
  Diagnostic& reject(Node& node, Code code, std::string message, std::string hint = {}) {
    node.rejected = true;
    return problems_.error(code, node.span, std::move(message), std::move(hint));
  }

  void wrong_type(Node& node, const Key& key, const std::string& what, std::string hint = {}) {
    const std::string name = "'" + std::string(key.name) + "'";
    reject(node, Code::kWrongType,
           node.kind == NodeKind::kNull ? name + " has no value, expected " + what
                                        : name + " must be " + what + ", not " + describe(node),
           std::move(hint));
  }

  // A misspelled key stands for the one it was taken for, so that this is not told as missing too.
  void unknown_key(const Node& node, Entry& entry, const Group& group) {
    const std::string_view near =
        problems_.full() ? std::string_view() : nearest_key(entry.key, group);
    problems_.error(Code::kUnknownKey, entry.key_span,
                    "unknown key " + quoted(entry.key) + in_group(group),
                    near.empty() ? hint_for_key(entry.key, group)
                                 : "did you mean '" + std::string(near) + "'?");
    entry.value.rejected = true;
    if (!near.empty() && find(node, near) == nullptr) entry.key = near;
  }

  bool is_root(const Group& group) const { return &group == groups_.front(); }

  std::string in_group(const Group& group) const {
    if (is_root(group)) return " at the top level";
    return " in '" + std::string(group.name) + "'";
  }

  static std::string_view nearest_key(std::string_view word, const Group& group) {
    std::vector<std::string_view> known;
    for (const Key& key : group.keys) known.push_back(key.name);
    const std::string_view near = nearest_word(word, known);
    if (!near.empty() || word.size() < 3) return near;
    for (const std::string_view name : known) {
      if (name.starts_with(word) || word.starts_with(name)) return name;
    }
    return {};
  }

  std::string hint_for_key(std::string_view word, const Group& group) const {
    for (const Group* other : groups_) {
      if (find_key(*other, word) != nullptr) {
        return "'" + std::string(word) + "' belongs into '" + std::string(other->name) + "'";
      }
    }
    std::string known;
    for (const Key& key : group.keys) {
      known += (known.empty() ? "known here: " : ", ") + std::string(key.name);
    }
    return known;
  }

  void value(Node& node, const Key& key) {
    if (node.rejected || key.shape == Shape::kOne) return one(node, key);
    if (key.shape == Shape::kMap) return map(node, key);
    if (node.kind == NodeKind::kSequence) return list(node, key);
    if (key.shape == Shape::kOneOrList) return one(node, key);
    wrong_type(node, key, "a list", "begin each item with '- '");
  }

  void list(Node& node, const Key& key) {
    for (Node& item : node.items) one(item, key);
    if (node.items.size() < key.min_items) {
      reject(node, Code::kEmptyValue, "'" + std::string(key.name) + "' must not be empty");
    }
  }

  void map(Node& node, const Key& key) {
    if (node.kind != NodeKind::kMapping) return wrong_type(node, key, "a mapping");
    for (Entry& entry : node.entries) {
      if (entry.key.empty()) {
        problems_.error(Code::kEmptyValue, entry.key_span,
                        "a name in '" + std::string(key.name) + "' is empty");
      }
      one(entry.value, key);
    }
  }

  void one(Node& node, const Key& key) {
    if (node.rejected) return;
    if (node.kind == NodeKind::kMapping && key.group != nullptr) return mapping(node, *key.group);
    if (node.kind == NodeKind::kNull && key.type == Type::kJson) return;
    if (node.kind != NodeKind::kScalar || key.type == Type::kGroup) {
      return wrong_type(node, key, expected_value(key), hint_for_group(node, key));
    }
    if (node.style != ScalarStyle::kUnresolved) scalar(node, key);
  }

  // For a text in place of a mapping.
  static std::string hint_for_group(const Node& node, const Key& key) {
    if (node.kind != NodeKind::kScalar || key.group == nullptr) return {};
    const std::string word = node.text.substr(0, node.text.find(':'));
    if (word.size() == node.text.size()) return {};
    if (find_key(*key.group, word) != nullptr) return "write a space after '" + word + ":'";
    const bool takes_url = find_key(*key.group, "url") != nullptr && word.starts_with("http");
    return takes_url ? "write {url: " + quoted(node.text) + "}" : std::string();
  }

  void scalar(Node& node, const Key& key) {
    switch (key.type) {
      case Type::kText:
      case Type::kAnyText:
        return text(node, key);
      case Type::kBool:
        return boolean(node, key);
      case Type::kInteger:
      case Type::kMilliseconds:
        return integer(node, key);
      case Type::kDuration:
      case Type::kBytes:
      case Type::kRatio:
        return quantity(node, key);
      case Type::kRate:
        if (!parse_rate(node.text)) bad_unit(node, key, "write a count and a unit, as in 100/s");
        return;
      case Type::kWord:
        return word(node, key);
      case Type::kStatus:
        return status(node, key);
      case Type::kJson:
      case Type::kGroup:
        return;
    }
  }

  void text(Node& node, const Key& key) {
    if (node.style == ScalarStyle::kPlain && scalar_type(node.text) != ScalarType::kString) {
      return wrong_type(node, key, expected_value(key), "quote it: \"" + node.text + "\"");
    }
    if (key.type == Type::kText && node.text.empty()) {
      reject(node, Code::kEmptyValue, "'" + std::string(key.name) + "' must not be empty");
    }
  }

  void boolean(Node& node, const Key& key) {
    const std::optional<bool> value = parse_bool(node.text);
    if (value && node.style != ScalarStyle::kQuoted) return;
    const std::optional<bool> meant = value ? value : parse_old_bool(node.text);
    std::string hint = meant ? std::string("write ") + (*meant ? "true" : "false") : "";
    if (!meant || value || node.style == ScalarStyle::kQuoted) {
      return wrong_type(node, key, expected_value(key),
                        meant ? hint + " without quotes" : std::move(hint));
    }
    reject(node, Code::kAmbiguousBoolean,
           quoted(node.text) + " is a boolean in YAML 1.1 and a string in YAML 1.2",
           std::move(hint));
  }

  void integer(Node& node, const Key& key) {
    const bool is_string = node.style == ScalarStyle::kQuoted;
    if (!is_string && has_leading_zero(node.text)) {
      const size_t digit = std::min(node.text.find_first_of("123456789"), node.text.size() - 1);
      reject(node, Code::kAmbiguousNumber,
             quoted(node.text) + " is octal in YAML 1.1 and decimal in YAML 1.2",
             "write " + node.text.substr(digit));
      return;
    }
    if (const auto octal = parse_integer(node.text);
        !is_string && octal && node.text.starts_with("0o")) {
      reject(node, Code::kAmbiguousNumber,
             quoted(node.text) + " is a string in YAML 1.1 and octal in YAML 1.2",
             "write " + std::to_string(*octal));
      return;
    }
    if (is_string || scalar_type(node.text) != ScalarType::kInteger) {
      return wrong_type(node, key, expected_value(key), hint_for_integer(node, key));
    }
    range(node, key, parse_integer(node.text));
  }

  static std::string hint_for_integer(const Node& node, const Key& key) {
    if (node.style == ScalarStyle::kQuoted && parse_integer(node.text)) {
      return "write " + node.text + " without quotes";
    }
    const std::optional<Duration> duration = parse_duration(node.text);
    if (key.type == Type::kMilliseconds && duration && duration->ns % 1'000'000 == 0) {
      return "write " + std::to_string(duration->ns / 1'000'000);
    }
    std::string digits;
    for (const char c : node.text) {
      if (c != '_' && c != ',') digits += c;
    }
    return digits != node.text && parse_integer(digits) ? "write " + digits : "";
  }

  void quantity(Node& node, const Key& key) {
    const std::optional<int64_t> number = parse_number(key.type, node.text);
    if (number) return range(node, key, number);
    std::string hint;
    if (key.type == Type::kDuration && parse_u64(node.text)) {
      hint = "write " + node.text + "s or " + node.text + "ms";
    }
    bad_unit(node, key, std::move(hint));
  }

  void bad_unit(Node& node, const Key& key, std::string hint) {
    reject(node, Code::kBadUnit,
           "'" + std::string(key.name) + "' must be " + expected_value(key) + ", not " +
               describe(node),
           std::move(hint));
  }

  void range(Node& node, const Key& key, std::optional<int64_t> number) {
    if (number && *number >= key.min && *number <= key.max) return;
    if (key.min == key.max) {
      reject(node, Code::kUnsupportedVersion,
             "'" + std::string(key.name) + "' must be " + std::to_string(key.min) + ", not " +
                 printable(node.text, 60),
             "this gw reads no other version of the format");
      return;
    }
    reject(node, Code::kOutOfRange,
           "'" + std::string(key.name) + "' must be " + in_unit(key.type, key.min) + " to " +
               in_unit(key.type, key.max) + ", not " + printable(node.text, 60),
           key.type == Type::kRatio && parse_u64(node.text) ? "write " + node.text + "%" : "");
  }

  void word(Node& node, const Key& key) {
    if (node.style == ScalarStyle::kPlain && scalar_type(node.text) != ScalarType::kString) {
      return wrong_type(node, key, expected_value(key));
    }
    if (std::find(key.words.begin(), key.words.end(), node.text) == key.words.end()) {
      unknown_word(node, key);
    }
  }

  void unknown_word(Node& node, const Key& key) {
    const std::string_view near = nearest_word(node.text, key.words);
    reject(node, Code::kUnknownValue,
           "unknown value " + quoted(node.text) + " for '" + std::string(key.name) + "'",
           !near.empty() ? "did you mean '" + std::string(near) + "'?"
                         : "write " + std::string(key.group == nullptr ? "" : "a mapping or ") +
                               (key.words.size() == 1 ? "" : "one of ") + join(key.words));
  }

  void status(Node& node, const Key& key) {
    if (std::find(key.words.begin(), key.words.end(), node.text) != key.words.end()) return;
    const std::string& text = node.text;
    const bool is_class = text.size() == 3 && text[0] >= '1' && text[0] <= '5' &&
                          (text.ends_with("xx") || text.ends_with("XX"));
    if (is_class) return;
    const std::optional<int64_t> number = parse_integer(text);
    if (number && (*number < 100 || *number > 599)) {
      reject(node, Code::kOutOfRange,
             "a status in '" + std::string(key.name) + "' must be 100 to 599, not " + text);
    } else if (!number) {
      const std::string_view near = nearest_word(text, key.words);
      reject(node, Code::kUnknownValue,
             "unknown value " + quoted(text) + " in '" + std::string(key.name) + "'",
             near.empty() ? "write a status such as 503 or 5xx" +
                                (key.words.empty() ? "" : ", or " + join(key.words))
                          : "did you mean '" + std::string(near) + "'?");
    }
  }

  std::span<const Group* const> groups_;
  Problems& problems_;
};

}  // namespace

void check_schema(Node& root, std::span<const Group* const> groups, Problems& problems) {
  Checker(groups, problems).mapping(root, *groups.front());
}

void check_schema(Node& root, Problems& problems) {
  check_schema(root, all_groups(), problems);
}

}  // namespace gw::config
