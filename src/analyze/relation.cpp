#include "analyze/relation.hpp"

#include <algorithm>
#include <utility>

#include "http/chars.hpp"

namespace gw::analyze {
namespace {

using config::FieldMatch;
using config::MatchKind;
using config::Route;

bool same(const FieldMatch& a, const FieldMatch& b) {
  return a.kind == b.kind && a.text == b.text;
}

const std::vector<FieldMatch>& matches_of(const Route& route, Place place) {
  return place == Place::kHeader ? route.headers : route.query;
}

// What every text that the condition takes begins with, as far as a look at it tells.
std::string_view begin_of(const FieldMatch& one) {
  if (one.kind == MatchKind::kExact || one.kind == MatchKind::kPrefix) return one.text;
  if (one.kind != MatchKind::kRegex || one.text.find('|') != std::string::npos) return {};
  const std::string_view text = one.text;
  size_t length = 0;
  while (length < text.size() && http::is(text[length], http::kUnreservedChar) &&
         text[length] != '.') {
    ++length;
  }
  // A quantifier belongs to the last one.
  const bool repeated = length < text.size() && length > 0 &&
                        std::string_view("*?+{").find(text[length]) != std::string_view::npos;
  return text.substr(0, length - (repeated ? 1 : 0));
}

bool differ(const FieldMatch& a, const FieldMatch& b) {
  if (a.kind == MatchKind::kExact && b.kind == MatchKind::kExact) return a.text != b.text;
  const std::string_view one = begin_of(a);
  const std::string_view other = begin_of(b);
  const size_t common = std::min(one.size(), other.size());
  return one.substr(0, common) != other.substr(0, common);
}

// Two conditions on one name that begin in different ways, the common case, are seen to differ
// without further ado.
bool any_differ(const std::vector<FieldMatch>& a, const std::vector<FieldMatch>& b) {
  return std::ranges::any_of(a, [&](const FieldMatch& one) {
    return std::ranges::any_of(
        b, [&](const FieldMatch& other) { return other.name == one.name && differ(one, other); });
  });
}

// The same three members as Split, of the values of one name.
struct ValueSplit {
  const ValueCase* both = nullptr;
  const ValueCase* only_a = nullptr;
  const ValueCase* only_b = nullptr;
};

ValueSplit split_values(const std::vector<ValueCase>& cases, uint64_t a, uint64_t b) {
  ValueSplit out;
  for (const ValueCase& one : cases) {
    const bool in_a = (one.holds & a) == a;
    const bool in_b = (one.holds & b) == b;
    const ValueCase*& place = in_a && in_b ? out.both : in_a ? out.only_a : out.only_b;
    if ((in_a || in_b) && place == nullptr) place = &one;
  }
  return out;
}

// A request by its parts; `values` has one for each name.
struct Parts {
  std::string method;
  std::string host;
  std::string path;
  std::vector<const ValueCase*> values;
};

Witness to_witness(const Parts& parts, const std::vector<NameConditions>& names) {
  Witness out{parts.method, parts.host, parts.path, {}, {}};
  for (size_t i = 0; i < names.size(); ++i) set_value(out, names[i], parts.values[i]->value);
  return out;
}

struct Comparisons {
  Split methods;
  Split hosts;
  Split paths;
  std::vector<ValueSplit> values;

  Parts both() const {
    Parts out{*methods.both, *hosts.both, *paths.both, {}};
    for (const ValueSplit& one : values) out.values.push_back(one.both);
    return out;
  }
  // A request of one route that the other does not take: the first comparison that has one decides.
  std::optional<Parts> only(std::optional<std::string> Split::* side,
                            const ValueCase* ValueSplit::* value) const {
    Parts out = both();
    if (paths.*side) {
      out.path = *(paths.*side);
    } else if (methods.*side) {
      out.method = *(methods.*side);
    } else if (hosts.*side) {
      out.host = *(hosts.*side);
    } else {
      const auto has = [&](const ValueSplit& one) { return one.*value != nullptr; };
      const auto found = std::find_if(values.begin(), values.end(), has);
      if (found == values.end()) return std::nullopt;
      out.values[static_cast<size_t>(found - values.begin())] = (*found).*value;
    }
    return out;
  }
};

Relation relation_of(bool has_only_a, bool has_only_b) {
  if (has_only_a) return has_only_b ? Relation::kOverlap : Relation::kBInsideA;
  return has_only_b ? Relation::kAInsideB : Relation::kEqual;
}

}  // namespace

std::string_view name(Relation relation) {
  switch (relation) {
    case Relation::kDisjoint:
      return "disjoint";
    case Relation::kOverlap:
      return "overlap";
    case Relation::kAInsideB:
      return "a inside b";
    case Relation::kBInsideA:
      return "b inside a";
    case Relation::kEqual:
      return "equal";
    case Relation::kUndecided:
      return "not decided";
  }
  return "";
}

std::vector<NameConditions> conditions_of(const std::vector<const Route*>& routes) {
  std::vector<NameConditions> out;
  const auto add = [&](Place place, const FieldMatch& match) {
    const auto known = std::find_if(out.begin(), out.end(), [&](const NameConditions& one) {
      return one.place == place && one.name == match.name;
    });
    NameConditions& name = known == out.end() ? out.emplace_back() : *known;
    name.place = place;
    name.name = match.name;
    const auto is_same = [&](const FieldMatch* other) { return same(*other, match); };
    if (std::none_of(name.conditions.begin(), name.conditions.end(), is_same)) {
      name.conditions.push_back(&match);
    }
  };
  for (const Route* route : routes) {
    for (const FieldMatch& match : route->headers) add(Place::kHeader, match);
    for (const FieldMatch& match : route->query) add(Place::kQuery, match);
  }
  return out;
}

uint64_t bits_of(const NameConditions& name, const Route& route) {
  uint64_t out = 0;
  for (const FieldMatch& match : matches_of(route, name.place)) {
    if (match.name != name.name) continue;
    for (size_t i = 0; i < name.conditions.size() && i < kMaxConditions; ++i) {
      if (same(*name.conditions[i], match)) out |= uint64_t{1} << i;
    }
  }
  return out;
}

void set_value(Witness& witness, const NameConditions& name,
               const std::optional<std::string>& value) {
  if (!value) return;
  if (name.place == Place::kHeader) {
    witness.headers.emplace_back(name.name, *value);
  } else {
    add_query(witness, name.name, *value);
  }
}

const ValueCases& RouteSets::cases(const NameConditions& name) {
  static const ValueCases kHost = tl::unexpected(Undecided{"a condition on the header Host"});
  if (name.place == Place::kHeader && name.name == "host") return kHost;
  return values_.cases(name.place, name.conditions);
}

Compared RouteSets::compare(size_t a, size_t b) {
  Compared disjoint{Relation::kDisjoint};
  trim();
  const Route& one = route(a);
  const Route& other = route(b);
  if (any_differ(one.headers, other.headers) || any_differ(one.query, other.query)) {
    return disjoint;
  }
  Comparisons all{split_methods(one, other), {}, {}, {}};
  if (!all.methods.both) return disjoint;
  all.paths = split_paths(one.path, other.path, fresh_);
  if (!all.paths.both) return disjoint;
  all.hosts = split_hosts(one, other, fresh_);
  if (!all.hosts.both) return disjoint;
  Compared out;
  const std::vector<NameConditions> names = conditions_of({&one, &other});
  for (const NameConditions& name : names) {
    const ValueCases& found = cases(name);
    if (!found) {
      if (out.construct.empty()) out.construct = found.error().construct;
      continue;
    }
    all.values.push_back(split_values(*found, bits_of(name, one), bits_of(name, other)));
    if (all.values.back().both == nullptr) return disjoint;
  }
  if (!out.construct.empty()) return out;
  out.both = to_witness(all.both(), names);
  if (const auto parts = all.only(&Split::only_a, &ValueSplit::only_a)) {
    out.only_a = to_witness(*parts, names);
  }
  if (const auto parts = all.only(&Split::only_b, &ValueSplit::only_b)) {
    out.only_b = to_witness(*parts, names);
  }
  out.relation = relation_of(out.only_a.has_value(), out.only_b.has_value());
  return out;
}

}  // namespace gw::analyze
