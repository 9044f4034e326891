// Kong's rate-limiting plugin: whole numbers in a second, minute, hour or day of the calendar.
#include <fmt/core.h>

#include <iterator>
#include <vector>

#include "base/text.hpp"
#include "report/paste_limit.hpp"

namespace gw::report {

namespace {

using Field = simulate::TextPattern::Field;
using Piece = simulate::TextPattern::Piece;

struct Unit {
  const char* name;
  Duration length;
};

constexpr Unit kUnits[] = {{"second", seconds(1)},
                           {"minute", seconds(60)},
                           {"hour", seconds(3'600)},
                           {"day", seconds(86'400)}};

uint64_t number_in(const Unit& unit, const PastedLimit& limit) {
  __extension__ using Wide = __int128;
  const Wide scaled = Wide{limit.limit} * unit.length.ns;
  return static_cast<uint64_t>((scaled + limit.per.ns - 1) / limit.per.ns);
}

struct Number {
  const Unit* unit;
  uint64_t requests;
  // Of a key that keeps to the suggestion, in one unit: those at once, and each that has come back
  // before the unit's end.
  uint64_t most = 0;
};

// The shortest unit that is at least the suggestion's time keeps the average; where it is longer,
// the one before it keeps what comes at once.
std::vector<Number> numbers(const PastedLimit& limit) {
  size_t unit = 0;
  while (unit + 1 < std::size(kUnits) && kUnits[unit].length < limit.per) ++unit;
  std::vector<Number> all;
  if (kUnits[unit].length > limit.per && unit > 0) {
    all.push_back({&kUnits[unit - 1], limit.limit});
  }
  all.push_back({&kUnits[unit], number_in(kUnits[unit], limit)});
  for (Number& one : all) one.most = limit.limit - 1 + number_in(*one.unit, limit);
  return all;
}

// What Kong refuses though the suggestion does not.
std::string stricter(const std::vector<Number>& all) {
  std::string most;
  for (const Number& one : all) {
    if (one.most == one.requests) continue;
    most += fmt::format("{}{} in one {}", most.empty() ? "" : " and ", one.most, one.unit->name);
  }
  if (most.empty()) return {};
  return comment("A key that keeps to the suggestion may ask up to " + most +
                 ": Kong refuses what of that is beyond its number, and nothing of it if that "
                 "were the number.");
}

std::string limit_by(const PastedLimit& limit) {
  if (limit.key.is_constant()) return "service";
  const Piece* field = only_field(limit.key);
  if (field == nullptr) return {};
  if (field->field == Field::kClient) return "ip";
  if (field->field == Field::kUser) return "consumer";
  if (field->field != Field::kHeader || !key_with(limit.key, [](const Piece&) { return "x"; })) {
    return {};
  }
  return "header\n    header_name: " + field->header;
}

}  // namespace

std::string kong_limit(const PastedLimit& limit) {
  const std::string by = limit_by(limit);
  if (by.empty()) {
    return comment("Kong's rate-limiting cannot count by " + printable(limit.key_text) + ".");
  }
  std::string text = comment(fmt::format(
      "Kong counts in units of the clock, in whole numbers: twice as many may come around the turn "
      "of one; the suggestion is {} and {} at once.",
      rate_text(limit), limit.limit));
  const std::vector<Number> all = numbers(limit);
  text += stricter(all);
  if (limit.key.is_constant()) {
    text += comment("One count for each service, where the suggestion has one for all.");
  } else if (by != "ip") {
    text += comment("It counts requests without " + printable(limit.key_text) +
                    " by their address, which the suggestion counts together.");
  }
  text += "plugins:\n- name: rate-limiting\n  config:\n";
  for (const Number& one : all) text += fmt::format("    {}: {}\n", one.unit->name, one.requests);
  return text + fmt::format("    limit_by: {}\n    policy: local\n", by);
}

}  // namespace gw::report
