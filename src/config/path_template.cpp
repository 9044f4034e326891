#include "config/path_template.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "config/problem.hpp"
#include "config/url.hpp"
#include "http/chars.hpp"

namespace gw::config {
namespace {

// What a reference to the environment begins with.
constexpr std::string_view kReference = "${";

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return http::is(c, http::kNameChar) || c == '_';
  });
}

Mistake shifted(Mistake mistake, size_t by) {
  mistake.begin += by;
  mistake.end += by;
  return mistake;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) { path_.text = text; }

  Parsed<PathTemplate> read() {
    if (!text_.starts_with('/')) {
      return mistake("a path must begin with '/'", "write /" + std::string(text_));
    }
    for (size_t begin = 1; begin <= text_.size();) {
      const size_t end = std::min(text_.find('/', begin), text_.size());
      const std::optional<Mistake> wrong = segment(begin, end);
      if (wrong) return tl::unexpected(*wrong);
      begin = end + 1;
    }
    if (path_.segments.size() > kMaxPathSegments) {
      return mistake("a path has at most " + std::to_string(kMaxPathSegments) + " segments");
    }
    if (params_.size() > kMaxPathParams) {
      return mistake("a path has at most " + std::to_string(kMaxPathParams) + " parameters");
    }
    return std::move(path_);
  }

 private:
  std::optional<Mistake> segment(size_t begin, size_t end) {
    const std::string_view text = text_.substr(begin, end - begin);
    const bool last = end == text_.size();
    if (text.empty() && !last)
      return Mistake{"an empty segment in the path", "", begin - 1, end + 1};
    if (text == "*") return remainder("", begin, end, last);
    if (text.starts_with('{') && text.ends_with('}')) {
      return braced(text.substr(1, text.size() - 2), begin, end, last);
    }
    if (text.starts_with(':')) {
      return Mistake{"a parameter is written in braces",
                     "write {" + std::string(text.substr(1)) + "}", begin, end};
    }
    if (text.find_first_of("{}*") != std::string_view::npos) {
      return Mistake{"a parameter or '*' must be a whole segment", "", begin, end};
    }
    if (auto wrong = path_mistake(text_.substr(begin - 1, end - begin + 1))) {
      return shifted(*wrong, begin - 1);
    }
    path_.segments.push_back({false, std::string(text)});
    return std::nullopt;
  }

  std::optional<Mistake> braced(std::string_view name, size_t begin, size_t end, bool last) {
    const bool rest = name.ends_with('*');
    if (rest) name.remove_suffix(1);
    if (!is_name(name)) {
      return Mistake{"a parameter's name has letters, digits, '_' and '-'", "", begin, end};
    }
    if (std::find(params_.begin(), params_.end(), name) != params_.end()) {
      return Mistake{"the parameter " + quoted(name) + " occurs twice", "", begin, end};
    }
    params_.push_back(name);
    if (rest) return remainder(name, begin, end, last);
    path_.segments.push_back({true, std::string(name)});
    return std::nullopt;
  }

  std::optional<Mistake> remainder(std::string_view name, size_t begin, size_t end, bool last) {
    if (!last) return Mistake{"a wildcard must be the last segment", "", begin, end};
    path_.rest = std::string(name);
    return std::nullopt;
  }

  std::string_view text_;
  PathTemplate path_;
  std::vector<std::string_view> params_;
};

}  // namespace

Parsed<PathTemplate> parse_path_template(std::string_view text) {
  return Reader(text).read();
}

PathTemplate unresolved_path(std::string_view text) {
  PathTemplate path;
  path.text = text;
  const size_t begin = text.starts_with('/') ? 1 : 0;
  const std::vector<std::string_view> pieces = split(text.substr(begin), '/');
  if (pieces.size() > kMaxPathParams) {
    path.segments.push_back({false, std::string(text)});
    return path;
  }
  for (const std::string_view piece : pieces) {
    const bool is_written = piece.find(kReference) == std::string_view::npos;
    const bool is_braced = is_written && piece.starts_with('{') && piece.ends_with('}');
    const std::string_view name = is_braced ? piece.substr(1, piece.size() - 2) : piece;
    const bool is_last = &piece == &pieces.back();
    if (is_last && name.ends_with('*') && (is_braced || name == "*")) {
      path.rest = is_braced ? name.substr(0, name.size() - 1) : "";
    } else if (is_last || !piece.empty()) {
      path.segments.push_back({is_braced, std::string(name)});
    }
  }
  return path;
}

// No literal holds what a placeholder begins with.
bool is_unresolved(const PathTemplate& path) {
  return path.text.find(kReference) != std::string::npos;
}

std::string path_shape(const PathTemplate& path) {
  std::string shape;
  for (const Segment& segment : path.segments) {
    shape += segment.is_param ? "/{}" : "/" + segment.text;
  }
  if (!path.text.starts_with('/')) shape.erase(0, 1);  // begins with a reference
  return path.rest ? shape + "/*" : shape;
}

}  // namespace gw::config
