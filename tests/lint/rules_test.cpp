// Each rule against its two files in testdata/lint: what it finds in the one, asserted whole, and
// that no rule finds anything in the other, which is one step away from it.
#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "base/file.hpp"
#include "base/text.hpp"
#include "lint/catalogue.hpp"
#include "lint/proof.hpp"
#include "lint/recipe.hpp"
#include "support/catch.hpp"

namespace gw::lint {
namespace {

std::string folder_of(const Rule& rule) {
  return GW_SOURCE_DIR "/testdata/lint/" + std::string(rule.id) + "/";
}

std::string read_case(const std::string& path) {
  return read_file(path, size_t{1} << 20).value_or("cannot read " + path);
}

// A file may begin with "# replicas: 3".
Context context_of(const std::string& text) {
  constexpr std::string_view kMark = "# replicas: ";
  if (!text.starts_with(kMark)) return {};
  return {static_cast<uint32_t>(text[kMark.size()] - '0')};
}

// A file `traffic` beside the two says what the log holds.
std::vector<testing::Line> traffic_of(const Rule& rule) {
  const std::string path = folder_of(rule) + "traffic";
  return std::filesystem::exists(path) ? read_recipe(read_case(path))
                                       : std::vector<testing::Line>{};
}

std::string told(const Linted& linted) {
  std::string out;
  for (const Finding& one : linted.findings) {
    out += to_text(linted.loaded.source, to_diagnostic(one));
    for (const Edit& edit : one.fix.edits) {
      out += one.fix.safe ? "fix: " : "unsafe fix: ";
      const auto line = linted.loaded.source.position(edit.span.begin).line;
      const auto cut =
          linted.loaded.source.text().substr(edit.span.begin, edit.span.end - edit.span.begin);
      out += "line " + std::to_string(line) + ": '" + std::string(trim(cut)) + "' becomes '" +
             edit.text + "'\n";
    }
  }
  return out;
}

Fixable fixable(const std::vector<Finding>& findings) {
  const auto fixed =
      std::ranges::find_if(findings, [](const Finding& one) { return !one.fix.edits.empty(); });
  if (fixed == findings.end()) return Fixable::kNo;
  return fixed->fix.safe ? Fixable::kSafely : Fixable::kUnsafely;
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Whether the text holds the piece and no more letters or digits at its ends.
bool holds_whole(const std::string& text, std::string_view piece) {
  for (size_t at = text.find(piece); at != std::string::npos; at = text.find(piece, at + 1)) {
    const size_t end = at + piece.size();
    const bool begins = at == 0 || !is_word(text[at - 1]) || !is_word(piece.front());
    const bool ends = end == text.size() || !is_word(text[end]) || !is_word(piece.back());
    if (begins && ends) return true;
  }
  return false;
}

// The lines of an example that are in no line of the file.
std::string missing(std::string_view example, const std::string& file) {
  std::string out;
  for (const std::string_view line : split(example, '\n')) {
    if (!holds_whole(file, trim(line))) out += std::string(line) + "\n";
  }
  return out;
}

// Words, and each other character that is no blank.
std::vector<std::string_view> tokens(std::string_view line) {
  std::vector<std::string_view> out;
  for (size_t at = 0; at < line.size();) {
    size_t end = at + 1;
    while (is_word(line[at]) && end < line.size() && is_word(line[end])) ++end;
    if (line[at] != ' ') out.push_back(line.substr(at, end - at));
    at = end;
  }
  return out;
}

// How many tokens of the longer one differ, from the first to the last that does.
size_t distance(std::string_view a, std::string_view b) {
  const std::vector<std::string_view> one = tokens(a);
  const std::vector<std::string_view> other = tokens(b);
  const size_t least = std::min(one.size(), other.size());
  size_t front = 0;
  while (front < least && one[front] == other[front]) ++front;
  size_t back = 0;
  while (back < least - front && one[one.size() - 1 - back] == other[other.size() - 1 - back]) {
    ++back;
  }
  return std::max(one.size(), other.size()) - front - back;
}

// The tokens by which each line differs from its counterpart, or from none.
std::vector<size_t> distances(const std::string& bad, const std::string& good) {
  const std::vector<std::string_view> one = split(bad, '\n');
  const std::vector<std::string_view> other = split(good, '\n');
  const auto is_at = [](const auto& lines, size_t at, std::string_view line) {
    return at < lines.size() && lines[at] == line;
  };
  std::vector<size_t> out;
  for (size_t i = 0, j = 0; i < one.size() || j < other.size(); ++i, ++j) {
    const std::string_view a = i < one.size() ? one[i] : std::string_view();
    const std::string_view b = j < other.size() ? other[j] : std::string_view();
    if (a == b) continue;
    if (is_at(other, j + 1, a)) {
      out.push_back(distance("", b));
      --i;
    } else if (is_at(one, i + 1, b)) {
      out.push_back(distance(a, ""));
      --j;
    } else {
      out.push_back(distance(a, b));
    }
  }
  return out;
}

}  // namespace

TEST_CASE("rule: each finds its mistake and nothing in what is right", "[lint]") {
  for (const Rule& rule : rules()) {
    INFO(rule.id);
    const std::string bad = read_case(folder_of(rule) + "bad.yaml");
    const std::string good = read_case(folder_of(rule) + "good.yaml");
    const std::vector<testing::Line> traffic = traffic_of(rule);
    CHECK(traffic.empty() != rule.needs_traffic);
    const Linted found = lint_text(bad, {}, context_of(bad), meets(traffic));
    CHECK(told(found) == read_case(folder_of(rule) + "bad.expect"));
    for (const Finding& one : found.findings) CHECK(one.rule->id == rule.id);
    CHECK(fixable(found.findings) == rule.fixable);
    CHECK(told(lint_text(good, {}, context_of(good), meets(traffic))).empty());
    if (rule.needs_traffic) CHECK(told(lint_text(bad, {}, context_of(bad))).empty());
  }
}

TEST_CASE("rule: the request that a routing finding names proves it", "[lint]") {
  for (const Rule& rule : rules()) {
    if (!names_request(rule)) continue;
    INFO(rule.id);
    const Linted found = lint_text(read_case(folder_of(rule) + "bad.yaml"));
    CHECK_FALSE(found.findings.empty());
    for (const Finding& one : found.findings) {
      INFO(one.message);
      CHECK(unproved(found, one).empty());
    }
  }
}

TEST_CASE("rule: the request that a routing finding names shows no secret", "[lint]") {
  const Linted linted = lint_text(R"(
routes:
  - path: /z
    headers: {authorization: {prefix: qwerty}}
    query: {api_key: {regex: 'qwerty.*'}}
    upstream_service: "http://u"
  - path: /z
    headers: {authorization: {prefix: qwerty}}
    query: {api_key: {regex: '.*uiop'}}
    upstream_service: "http://v"
)");
  std::string told;
  for (const Finding& one : linted.findings) {
    CHECK(one.message.find("qwerty") == std::string::npos);
    if (names_request(*one.rule)) told += one.message + "\n";
  }
  CHECK(told.starts_with("GET /z?api_key=*** with authorization: *** matches this route and '"));
}

TEST_CASE("rule: the examples of a page are lines of its files", "[lint]") {
  for (const Rule& rule : rules()) {
    INFO(rule.id);
    CHECK(missing(rule.bad, read_case(folder_of(rule) + "bad.yaml")).empty());
    CHECK(missing(rule.good, read_case(folder_of(rule) + "good.yaml")).empty());
  }
}

TEST_CASE("rule: what is right is a near miss of what is wrong, one value or key away", "[lint]") {
  constexpr size_t kMostTokens = 16;  // an endpoint with its URL
  constexpr size_t kMostPlaces = 2;
  for (const Rule& rule : rules()) {
    INFO(rule.id);
    const std::vector<size_t> far = distances(read_case(folder_of(rule) + "bad.yaml"),
                                              read_case(folder_of(rule) + "good.yaml"));
    CHECK(far.size() <= kMostPlaces);
    for (const size_t one : far) CHECK(one <= kMostTokens);
    CHECK((!far.empty() || rule.needs_replicas));
  }
}

TEST_CASE("rule: ids and names are unique and every folder has its rule", "[lint]") {
  std::set<std::string_view> words;
  for (const Rule& rule : rules()) {
    CHECK(words.insert(rule.id).second);
    CHECK(words.insert(rule.name).second);
    CHECK_FALSE(rule.summary.ends_with('.'));
    CHECK(rule.why.ends_with('.'));
    CHECK_FALSE(rule.source.empty());
  }
  for (const auto& entry : std::filesystem::directory_iterator(GW_SOURCE_DIR "/testdata/lint")) {
    CHECK(find_rule(entry.path().filename().string()) != nullptr);
  }
}

TEST_CASE("catalogue: each id once, in order, and a rule is there for each that says so",
          "[lint]") {
  std::string_view last;
  for (const CatalogueRow& row : catalogue()) {
    INFO(row.id);
    CHECK(last < row.id);
    last = row.id;
    CHECK((find_rule(row.id) != nullptr) == (row.handled == Handled::kRule));
    CHECK(row.note.empty() == (row.handled == Handled::kRule));
  }
  for (const Rule& rule : rules()) {
    CHECK(std::ranges::count(catalogue(), rule.id, &CatalogueRow::id) == 1);
  }
  CHECK(krakend_audit().size() == 52);
}

// Not a test: writes what the first test compares with. Look at the difference before a commit.
TEST_CASE("write the expectations of the rules", "[.update]") {
  for (const Rule& rule : rules()) {
    const std::string bad = read_case(folder_of(rule) + "bad.yaml");
    const Linted linted = lint_text(bad, {}, context_of(bad), meets(traffic_of(rule)));
    REQUIRE(write_file(folder_of(rule) + "bad.expect", told(linted)));
  }
}

}  // namespace gw::lint
