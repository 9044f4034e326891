#include "config/compose.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "config/document.hpp"
#include "config/places.hpp"
#include "config/scalar.hpp"
#include "config/schema.hpp"
#include "config/secrets.hpp"
#include "config/unique_keys.hpp"

namespace gw::config {
namespace {

constexpr std::array<std::string_view, 3> kIncludable{"services", "rate_limits", "routes"};

// Whether the key may stand at the top and under `gateway`.
bool is_section(std::string_view key) {
  static const Group& gateway = *find_key(root_group(), "gateway")->group;
  return find_key(root_group(), key) != nullptr && find_key(gateway, key) != nullptr;
}

bool are_both(NodeKind kind, const Node& a, const Node& b) {
  return a.kind == kind && b.kind == kind;
}

// The name of a route; null when it has none.
const std::string* name_of(const Node& route) {
  const auto found = std::ranges::find(route.entries, "name", &Entry::key);
  return found == route.entries.end() ? nullptr : &found->value.text;
}

// Where the elements of a list that grows stand that are there at the begin, by their names.
class Index {
 public:
  template <class Element, class Name>
  Index(const std::vector<Element>& elements, Name name) {
    for (size_t i = 0; i < elements.size(); ++i) {
      if (const std::string* word = name(elements[i])) at_.emplace(*word, i);
    }
  }

  template <class Element>
  Element* find(const std::string& name, std::vector<Element>& elements) const {
    const auto found = at_.find(name);
    return found == at_.end() ? nullptr : &elements[found->second];
  }

 private:
  std::map<std::string, size_t> at_;
};

// Whether the pattern names something outside the folder that it is relative to.
bool leaves_folder(std::string_view pattern) {
  if (pattern.starts_with('/')) return true;
  const std::vector<std::string_view> steps = split(pattern, '/');
  return std::ranges::find(steps, "..") != steps.end();
}

class Composer {
 public:
  Composer(Node& root, SourceText& source, Problems& problems)
      : root_(root), source_(source), problems_(problems) {
    for (const SourceText::Part& part : source.parts()) names_.insert(part.name);
  }

  bool is_whole() const { return is_whole_; }

  void include(const Node& pattern, const Includes& includes) {
    if (pattern.kind != NodeKind::kScalar) return;  // the schema tells
    if (leaves_folder(pattern.text)) {
      refuse(Code::kBadInclude, pattern.span,
             quoted(pattern.text) + " leaves the folder of the configuration",
             "a configuration includes files of its own folder and those below it");
      return;
    }
    if (!includes) {
      refuse(Code::kBadInclude, pattern.span, "nothing can be included here");
      return;
    }
    auto texts = includes(pattern.text);
    if (!texts) {
      refuse(Code::kBadInclude, pattern.span, texts.error().message);
    } else if (texts->empty()) {
      refuse(Code::kBadInclude, pattern.span, "no file is called " + quoted(pattern.text));
    } else {
      for (Text& text : *texts) include_text(std::move(text), pattern);
    }
  }

  void overlay(const Text& text) {
    std::optional<Node> tree = read({text.name, text.text}, {});
    if (!tree) return;
    if (const Entry* nested = find_entry(*tree, "include")) {
      refuse(Code::kBadInclude, nested->key_span, "an overlay cannot include files");
      return;
    }
    move_to_present(*tree);
    lay_over(root_, std::move(*tree), true);
  }

 private:
  // The tree of one more text. Empty when it is no mapping; that was told, at the latest where it
  // is `named`.
  std::optional<Node> read(Text text, Span named) {
    if (source_.text().size() + text.text.size() > kMaxTextBytes) {
      refuse(Code::kTooLarge, named,
             "with '" + printable(text.name) + "' the configuration has more than " +
                 std::to_string(kMaxTextBytes) + " bytes");
      return std::nullopt;
    }
    names_.insert(text.name);
    source_.add(std::move(text.name), text.text);
    std::optional<Node> tree = read_document(source_, source_.parts().back(), problems_);
    if (!tree) {
      is_whole_ = false;  // told by the reader
      hide_secrets(source_.parts().back(), source_);
      return std::nullopt;
    }
    hide_secrets(*tree, source_);
    if (tree->kind == NodeKind::kMapping) return tree;
    refuse(Code::kWrongType, tree->span, "expected a mapping, found " + describe(*tree));
    return std::nullopt;
  }

  void include_text(Text text, const Node& pattern) {
    if (names_.contains(text.name)) {
      refuse(Code::kBadInclude, pattern.span,
             "'" + printable(text.name) + "' is already part of this configuration");
      return;
    }
    if (source_.parts().size() > kMaxIncludes) {
      refuse(Code::kBadInclude, pattern.span,
             "more than " + std::to_string(kMaxIncludes) + " files are included");
      return;
    }
    std::optional<Node> tree = read(std::move(text), pattern.span);
    if (!tree) return;
    for (Entry& entry : tree->entries) {
      if (is_free_key(entry.key)) continue;
      if (std::ranges::find(kIncludable, entry.key) != kIncludable.end()) {
        append(std::move(entry));
      } else {
        refuse(Code::kBadInclude, entry.key_span,
               quoted(entry.key) + " cannot stand in an included file",
               "included files hold services, rate_limits and routes");
      }
    }
  }

  // What an included file has under one key.
  void append(Entry entry) {
    const NodeKind kind = entry.key == "routes" ? NodeKind::kSequence : NodeKind::kMapping;
    Entry* present = find_section(root_, entry.key);
    if (present != nullptr && present->value.kind == NodeKind::kNull) {
      present->value = {.kind = kind, .span = present->value.span};
    }
    if (entry.value.kind == NodeKind::kNull) return;
    if (entry.value.kind != kind) {
      refuse(Code::kWrongType, entry.value.span,
             quoted(entry.key) + " must be " +
                 (kind == NodeKind::kSequence ? "a list" : "a mapping") + ", found " +
                 describe(entry.value));
      return;
    }
    if (present == nullptr) {
      root_.entries.push_back(std::move(entry));
      return;
    }
    if (present->value.kind != kind) return;  // the schema tells
    std::ranges::move(entry.value.items, std::back_inserter(present->value.items));
    std::ranges::move(entry.value.entries, std::back_inserter(present->value.entries));
  }

  // What an overlay says at the top goes to the gateway, and the other way round, where the key
  // stands there already.
  void move_to_present(Node& over) {
    for (Entry& entry : std::exchange(over.entries, {})) {
      if (entry.key == "gateway" && entry.value.kind == NodeKind::kMapping) {
        for (Entry& inner : entry.value.entries) {
          const bool moves = is_section(inner.key) && find_holder(root_, inner.key) == &root_;
          place(over, std::move(inner), !moves);
        }
      } else {
        const Node* holder = find_holder(root_, entry.key);
        const bool moves = is_section(entry.key) && holder != nullptr && holder != &root_;
        place(over, std::move(entry), moves);
      }
    }
  }

  // Under `gateway` or at the top of an overlay.
  static void place(Node& over, Entry entry, bool under_gateway) {
    Entry* gateway = find_entry(over, "gateway");
    if (under_gateway && gateway == nullptr) {
      const Span span = entry.key_span;
      over.entries.push_back({"gateway", span, {.kind = NodeKind::kMapping, .span = span}});
      gateway = &over.entries.back();
    }
    (under_gateway ? gateway->value : over).entries.push_back(std::move(entry));
  }

  void lay_over(Node& under, Node over, bool is_top) {
    const Index known(under.entries, [](const Entry& entry) { return &entry.key; });
    std::set<std::string> gone;
    for (Entry& entry : over.entries) {
      Entry* present = known.find(entry.key, under.entries);
      if (entry.value.kind == NodeKind::kNull) {
        take_away(entry, present, gone);
      } else if (present == nullptr) {
        under.entries.push_back(std::move(entry));
      } else if (are_both(NodeKind::kMapping, present->value, entry.value)) {
        lay_over(present->value, std::move(entry.value), is_top && entry.key == "gateway");
      } else if (is_top && entry.key == "routes" &&
                 are_both(NodeKind::kSequence, present->value, entry.value)) {
        lay_over_routes(present->value, std::move(entry.value));
      } else {
        *present = std::move(entry);
      }
    }
    std::erase_if(under.entries, [&](const Entry& one) { return gone.contains(one.key); });
  }

  void take_away(const Entry& entry, const Entry* present, std::set<std::string>& gone) {
    if (present != nullptr) {
      gone.insert(entry.key);
      return;
    }
    refuse(Code::kUnknownKey, entry.key_span,
           quoted(entry.key) + " is to be taken away, but nothing here has it");
  }

  void lay_over_routes(Node& routes, Node over) {
    const Index known(routes.items, name_of);
    for (Node& route : over.items) {
      const std::string* name = name_of(route);
      Node* present = name == nullptr ? nullptr : known.find(*name, routes.items);
      if (present != nullptr && are_both(NodeKind::kMapping, *present, route)) {
        std::erase_if(route.entries, [](const Entry& one) { return one.key == "name"; });
        lay_over(*present, std::move(route), false);
      } else if (name != nullptr && find_entry(route, "path") == nullptr) {
        tell_unknown(route, *name, routes);
      } else {
        routes.items.push_back(std::move(route));
      }
    }
  }

  // A change of a route that is not there; a new one would say its path.
  void tell_unknown(const Node& route, const std::string& name, const Node& routes) {
    std::vector<std::string_view> known;
    for (const Node& one : routes.items) {
      if (const std::string* word = name_of(one)) known.push_back(*word);
    }
    const std::string_view near = nearest_word(name, known);
    refuse(Code::kMissingKey, find_entry(route, "name")->value.span,
           "no route is called " + quoted(name) + ", and a new one needs a 'path'",
           near.empty() ? "add its 'path', or give the route that is meant this 'name'"
                        : "did you mean " + quoted(near) + "?");
  }

  void refuse(Code code, Span span, std::string message, std::string hint = {}) {
    is_whole_ = false;
    problems_.error(code, span, std::move(message), std::move(hint));
  }

  Node& root_;
  SourceText& source_;
  Problems& problems_;
  std::set<std::string> names_;  // of the parts
  bool is_whole_ = true;
};

}  // namespace

bool compose(Node& root, SourceText& source, const Includes& includes,
             std::span<const Text> overlays, Problems& problems) {
  Composer composer(root, source, problems);
  if (const Entry* entry = find_entry(root, "include")) {
    const Node include = entry->value;
    if (include.kind == NodeKind::kScalar) composer.include(include, includes);
    for (const Node& pattern : include.items) composer.include(pattern, includes);
  }
  for (const std::string_view key : kIncludable) {
    if (Entry* section = find_section(root, key)) keep_first_of_each_key(section->value, problems);
  }
  for (const Text& overlay : overlays) composer.overlay(overlay);
  return composer.is_whole();
}

}  // namespace gw::config
