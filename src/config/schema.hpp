// The one table of the configuration: every key with its type, unit, range, default and meaning.
// The reader takes what it knows from here, and so do the JSON Schema for editors and gw-config(5):
// a key that is not in the table does not exist.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gw::config {

enum class Type : uint8_t {
  kText,          // a string, not empty
  kAnyText,       // a string
  kJson,          // a string, a number, true, false or null
  kBool,          // true or false
  kInteger,       // `min`..`max`
  kMilliseconds,  // an integer, milliseconds
  kDuration,      // "30s"; min and max in nanoseconds
  kBytes,         // "64KiB" or an integer
  kRatio,         // "50%" or a fraction; min and max in parts per million
  kRate,          // "100/s"
  kWord,          // one of `words`
  kStatus,        // a status 100..599, a class such as 5xx, or one of `words`
  kGroup          // a mapping and nothing else
};

enum class Shape : uint8_t {
  kOne,
  kList,
  kOneOrList,
  kMap  // from names that the user chooses to values of the type
};

struct Group;

struct Key {
  std::string_view name;
  Type type = Type::kText;
  Shape shape = Shape::kOne;
  // The keys of a mapping: the value itself with kGroup, otherwise a longer way to write it.
  const Group* group = nullptr;
  int64_t min = 0;  // inclusive, like max; in the unit of the type
  int64_t max = 0;
  std::span<const std::string_view> words = {};  // in the order of the enumerators they stand for
  bool required = false;
  size_t min_items = 0;  // of kList and kOneOrList
  // As one would write it in YAML; empty when there is none or when `doc` tells it.
  std::string_view fallback = {};
  std::string_view doc = {};
  std::string_view example = {};  // one line of YAML, the value alone
};

struct Group {
  std::string_view name;  // unique
  std::string_view doc;
  std::span<const Key> keys;
};

// The group of the whole file.
const Group& root_group();
// Keys that are free at that level alone: those that begin with "x-", and what tells an editor its
// schema.
bool is_free_key(std::string_view key);

// Every group once, outer ones before those they contain.
std::span<const Group* const> all_groups();

// The key of that name, or null.
const Key* find_key(const Group& group, std::string_view name);

// JSON Schema draft-07 of the whole file, indented, with a line end.
std::string json_schema();

// A section of mdoc source for each group; the first is the whole file.
std::string man_sections(std::span<const Group* const> groups);

// gw-config(5) as mdoc source.
std::string man_page();

}  // namespace gw::config
