#include "config/yaml_document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <utility>

#include "config/document.hpp"
#include "config/unique_keys.hpp"

namespace gw::config {
namespace {

// Thrown through yaml-cpp when an error is told that makes the rest worthless.
struct Stop {};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Where scalars end in the text: yaml-cpp's marks say only where nodes begin.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {}

  size_t at(const YAML::Mark& mark) const {
    return mark.pos < 0 ? text_.size() : std::min(static_cast<size_t>(mark.pos), text_.size());
  }

  size_t word_end(size_t at) const {
    while (at < text_.size() && !is_blank(text_[at]) &&
           std::string_view(",]}").find(text_[at]) == std::string_view::npos) {
      ++at;
    }
    return at;
  }

  // Past anchors and tags before a value.
  size_t skip_properties(size_t at) const {
    while (at < text_.size() && (text_[at] == '&' || text_[at] == '!')) {
      while (at < text_.size() && !is_blank(text_[at])) ++at;
      while (at < text_.size() && is_blank(text_[at])) ++at;
    }
    return at;
  }

  // Empty for a quoted scalar without a closing quote.
  std::optional<size_t> scalar_end(size_t begin, std::string_view value, bool plain) const {
    const char first = begin < text_.size() ? text_[begin] : '\0';
    if (!plain && (first == '"' || first == '\'')) return quoted_end(begin, first);
    if (!plain && (first == '|' || first == '>')) return block_end(begin);
    if (text_.substr(std::min(begin, text_.size())).starts_with(value)) return begin + value.size();
    return line_end(begin);
  }

 private:
  std::optional<size_t> quoted_end(size_t begin, char quote) const {
    for (size_t i = begin + 1; i < text_.size(); ++i) {
      if (quote == '"' && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        if (quote == '"' || text_.substr(i + 1, 1) != "'") return i + 1;
        ++i;
      }
    }
    return std::nullopt;
  }

  // A block holds the lines that are indented as far as its first one, or, when its header says how
  // far, further than what it belongs to.
  size_t block_end(size_t begin) const {
    size_t end = line_end(begin);
    const std::string_view header = text_.substr(begin, end - begin);
    size_t least = 0;
    if (header.substr(0, header.find('#')).find_first_of("123456789") != std::string_view::npos) {
      least = owner_column(begin) + 1;
    }
    for (size_t at = text_.find('\n', begin); at < text_.size(); at = text_.find('\n', at + 1)) {
      const size_t first = text_.find_first_not_of(' ', at + 1);
      if (first == std::string_view::npos) break;
      if (text_[first] == '\n' || text_[first] == '\r') continue;
      const size_t indent = first - (at + 1);
      if (least == 0) least = std::max(indent, owner_column(begin) + 1);
      if (indent < least) break;
      end = line_end(first);
    }
    return end;
  }

  // Of the key, or the dash, that the value at `begin` belongs to; from 0.
  size_t owner_column(size_t begin) const {
    const size_t line = begin == 0 ? 0 : text_.rfind('\n', begin - 1) + 1;
    size_t owner = 0;
    size_t at = text_.find_first_not_of(' ', line);
    while (at < begin && text_[at] == '-' && text_[at + 1] == ' ') {
      owner = at - line;
      at = text_.find_first_not_of(' ', at + 1);
    }
    return at < begin ? at - line : owner;
  }

  size_t line_end(size_t begin) const {
    size_t end = std::min(text_.find('\n', begin), text_.size());
    while (end > begin && is_blank(text_[end - 1])) --end;
    return end;
  }

  std::string_view text_;
};

struct Size {
  size_t nodes = 1;
  size_t depth = 0;
};

Size size_of(const Node& node) {
  Size sum;
  const auto add = [&](const Node& child) {
    const Size size = size_of(child);
    sum.nodes += size.nodes;
    sum.depth = std::max(sum.depth, size.depth);
  };
  for (const Node& item : node.items) add(item);
  for (const Entry& entry : node.entries) add(entry.value);
  if (node.kind == NodeKind::kSequence || node.kind == NodeKind::kMapping) ++sum.depth;
  return sum;
}

// A sequence or mapping that is still open. `key` is set between a key and its value.
struct Frame {
  Node node;
  YAML::anchor_t anchor = 0;
  std::optional<Entry> key;
  bool key_is_merge = false;
  bool key_is_bad = false;
  std::vector<Entry> merges;
};

struct Anchor {
  bool open = true;
  Node node;
  Size size;
};

// Adds what `from` has and `to` has not: the merge key of YAML 1.1's type repository.
void merge_mapping(Node& to, std::set<std::string, std::less<>>& known, Node&& from) {
  for (Entry& entry : from.entries) {
    if (known.insert(entry.key).second) to.entries.push_back(std::move(entry));
  }
}

class Builder final : public YAML::EventHandler {
 public:
  Builder(std::string_view text, uint32_t offset, Problems& problems)
      : text_(text), offset_(offset), places_(text), problems_(problems) {}

  std::optional<Node> take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    const size_t at = places_.at(mark);
    stop(Code::kSeveralDocuments, span(at, std::min(at + 3, text_.size())),
         "a second document begins here", "one file is one configuration");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.span = null_place(places_.skip_properties(places_.at(mark)));
    finish(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const size_t at = places_.at(mark);
    const Span place = span(at, places_.word_end(at));
    const Anchor& target = anchors_.at(anchor);
    if (target.open) {
      stop(Code::kAliasCycle, place, "the alias stands inside the value that it names");
    }
    if (stack_.size() + target.size.depth > kMaxDepth) too_deep(place);
    spend(target.size.nodes, place);
    last_end_ = places_.word_end(at);
    Node copy = target.node;
    deliver(std::move(copy));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    Node node;
    node.kind = NodeKind::kScalar;
    node.style = tag == "!" ? ScalarStyle::kQuoted : ScalarStyle::kPlain;
    const size_t begin = places_.skip_properties(places_.at(mark));
    const auto end = places_.scalar_end(begin, value, node.style == ScalarStyle::kPlain);
    if (!end) {
      // yaml-cpp takes the end of the text for the closing quote.
      stop(Code::kSyntaxError, span(begin, begin + 1), "invalid YAML: the quoted text has no end");
    }
    if (node.style == ScalarStyle::kQuoted) refuse_blank_lines(begin, *end);
    last_end_ = *end;
    node.span = span(begin, last_end_);
    node.text = value;
    finish(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(NodeKind::kSequence, mark, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(NodeKind::kMapping, mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override {
    keep_first_of_each_key(stack_.back().node, problems_);
    resolve_merges(stack_.back());
    close();
  }

 private:
  Span span(size_t begin, size_t end) const {
    return {offset_ + static_cast<uint32_t>(begin), offset_ + static_cast<uint32_t>(end)};
  }

  [[noreturn]] void stop(Code code, Span place, std::string message, std::string hint = {}) {
    problems_.error(code, place, std::move(message), std::move(hint));
    throw Stop{};
  }
  [[noreturn]] void too_deep(Span place) {
    stop(Code::kTooDeep, place, "nested deeper than " + std::to_string(kMaxDepth) + " levels");
  }

  // Copies of anchored values are what a small text can make large.
  void spend(size_t nodes, Span place) {
    expanded_ += nodes;
    if (expanded_ > kMaxExpandedNodes) {
      stop(Code::kAliasBomb, place,
           "anchors and aliases add more than " + std::to_string(kMaxExpandedNodes) + " values");
    }
  }

  // In a quoted text each stands for a line break; yaml-cpp drops some.
  void refuse_blank_lines(size_t begin, size_t end) {
    const bool is_block = text_[begin] != '"' && text_[begin] != '\'';
    size_t newline = text_.substr(0, end).find('\n', begin);
    while (!is_block && newline != std::string_view::npos) {
      const size_t next = text_.find_first_not_of(" \t\r", newline + 1);
      if (next >= end) return;
      if (text_[next] == '\n') {
        stop(Code::kSyntaxError, span(begin, end), "a blank line in a quoted text",
             "write \\n, or use a block: |");
      }
      newline = text_.substr(0, end).find('\n', next);
    }
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    size_t at = places_.at(mark);
    while (at < text_.size() && text_[at] == '&') at = skip_word(at);
    problems_.error(Code::kUnsupportedTag, span(at, places_.word_end(at)), "tags are not supported",
                    "leave it out; quote a value to make it a string");
  }
  size_t skip_word(size_t at) const {
    at = places_.word_end(at);
    while (at < text_.size() && is_blank(text_[at])) ++at;
    return at;
  }

  // yaml-cpp marks a null that is not written at the next token: take the key or the dash instead.
  Span null_place(size_t at) const {
    if (!stack_.empty() && stack_.back().key) return stack_.back().key->key_span;
    const size_t dash = text_.find_first_of("-[,", last_end_);
    if (dash < at) at = dash;
    return span(at, std::min(std::max(places_.word_end(at), at + 1), text_.size()));
  }

  void open(NodeKind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    const size_t at = places_.at(mark);
    Frame frame;
    frame.node.kind = kind;
    frame.node.span = span(at, at);
    frame.anchor = anchor;
    if (stack_.size() == kMaxDepth) too_deep(span(at, std::min(at + 1, text_.size())));
    if (anchor != 0) anchors_.resize(std::max(anchors_.size(), anchor + 1));
    stack_.push_back(std::move(frame));
    last_end_ = std::max(last_end_, at);
  }

  void close() {
    Node node = std::move(stack_.back().node);
    const YAML::anchor_t anchor = stack_.back().anchor;
    stack_.pop_back();
    node.span.end = std::max(node.span.begin, offset_ + static_cast<uint32_t>(last_end_));
    finish(std::move(node), anchor);
  }

  void finish(Node node, YAML::anchor_t anchor) {
    if (anchor != 0) {
      anchors_.resize(std::max(anchors_.size(), anchor + 1));
      const Size size = size_of(node);
      spend(size.nodes, node.span);
      anchors_[anchor] = {false, node, size};
    }
    deliver(std::move(node));
  }

  void deliver(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.kind == NodeKind::kSequence) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.key) {
      take_key(frame, std::move(node));
    } else {
      frame.key->value = std::move(node);
      auto& entries = frame.key_is_merge ? frame.merges : frame.node.entries;
      if (!frame.key_is_bad) entries.push_back(std::move(*frame.key));
      frame.key.reset();
    }
  }

  void take_key(Frame& frame, Node node) {
    frame.key_is_bad = node.kind != NodeKind::kScalar;
    if (frame.key_is_bad) {
      problems_.error(Code::kBadKey, node.span, "a key must be a text", "quote it");
    }
    frame.key_is_merge = node.text == "<<" && node.style == ScalarStyle::kPlain;
    frame.key = Entry{std::move(node.text), node.span, {}};
  }

  void resolve_merges(Frame& frame) {
    if (frame.merges.empty()) return;
    std::set<std::string, std::less<>> known;
    for (const Entry& entry : frame.node.entries) known.insert(entry.key);
    for (Entry& merge : frame.merges) {
      if (&merge != &frame.merges.front()) {
        problems_.error(Code::kDuplicateKey, merge.key_span, "duplicate key '<<'",
                        "merge several mappings with '<<: [*a, *b]'");
      } else if (merge.value.kind == NodeKind::kSequence) {
        for (Node& item : merge.value.items) merge_one(frame.node, known, std::move(item));
      } else {
        merge_one(frame.node, known, std::move(merge.value));
      }
    }
  }

  void merge_one(Node& to, std::set<std::string, std::less<>>& known, Node from) {
    if (from.kind == NodeKind::kMapping) {
      merge_mapping(to, known, std::move(from));
    } else {
      problems_.error(Code::kBadMerge, from.span, "'<<' takes a mapping or a list of mappings");
    }
  }

  std::string_view text_;
  uint32_t offset_;
  Places places_;
  Problems& problems_;
  std::optional<Node> root_;
  std::vector<Frame> stack_;
  std::vector<Anchor> anchors_;
  size_t last_end_ = 0;
  size_t expanded_ = 0;
  size_t documents_ = 0;
};

// What most likely was written, by the words of the library.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kHints{
    {{"illegal map value", "a value that contains ': ' needs quotes, a key a space after its ':'"},
     {"end of map flow", "within { } a value with braces, brackets, commas or '?' needs quotes"},
     {"end of sequence flow",
      "within [ ] a value with braces, brackets, commas or '?' needs quotes"},
     {"end of map", "keys of one mapping have the same indentation"},
     {"end of sequence", "items of one list have the same indentation"},
     {"anchor is not defined", "a value that begins with '*' needs quotes"},
     {"alias not found", "a value that begins with '*' needs quotes"},
     {"unknown token", "a value that begins with '@', '%' or '`' needs quotes"}}};

// Of a mistake behind `line` and before `rest`.
std::string hint_for(std::string_view message, std::string_view line, std::string_view rest) {
  if (rest.starts_with('?')) message = "end of map flow";  // an unknown token inside of a value
  const size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
  if (line.substr(0, indent).find('\t') != std::string_view::npos) return "indent with spaces";
  for (const auto& [what, hint] : kHints) {
    if (message.find(what) != std::string_view::npos) return std::string(hint);
  }
  return {};
}

// From the begin of the line to `at`.
std::string_view line_until(std::string_view text, size_t at) {
  text = text.substr(0, at);
  const size_t newline = text.rfind('\n');
  return newline == std::string_view::npos ? text : text.substr(newline + 1);
}

}  // namespace

std::optional<Node> read_yaml(std::string_view text, uint32_t offset, Problems& problems) {
  Builder builder(text, offset, problems);
  try {
    // A last line without its end is read wrong in block scalars.
    std::istringstream stream{std::string(text) + (text.ends_with('\n') ? "" : "\n")};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    const auto at = static_cast<uint32_t>(Places(text).at(error.mark));
    const auto end = std::min(at + 1, static_cast<uint32_t>(text.size()));
    problems.error(Code::kSyntaxError, {offset + at, offset + end}, "invalid YAML: " + error.msg,
                   hint_for(error.msg, line_until(text, at), text.substr(at)));
    return std::nullopt;
  }
  std::optional<Node> root = builder.take_root();
  if (!root || (root->kind == NodeKind::kNull)) {
    problems.error(Code::kEmptyDocument, {offset, offset}, "the document is empty");
    return std::nullopt;
  }
  return root;
}

}  // namespace gw::config
