#include "traffic/container_lines.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "traffic/rewritten_bytes.hpp"

namespace gw::traffic {
namespace {

struct Unwrapped {
  std::string text;
  bool is_error_stream = false;
  bool is_part = false;  // more of the line follows
};

std::optional<Unwrapped> unwrap_cri(std::string_view line) {
  const size_t blank = line.find(' ');
  if (blank == std::string_view::npos || blank < 20 || line[4] != '-' || line[10] != 'T') {
    return std::nullopt;
  }
  constexpr std::array<std::string_view, 4> kMarks{
      {"stdout F ", "stderr F ", "stdout P ", "stderr P "}};
  const std::string_view rest = line.substr(blank + 1);
  for (size_t i = 0; i < kMarks.size(); ++i) {
    if (!rest.starts_with(kMarks[i])) continue;
    return Unwrapped{std::string(rest.substr(kMarks[i].size())), i % 2 == 1, i >= 2};
  }
  return std::nullopt;
}

std::optional<Unwrapped> unwrap_docker(std::string_view line, simdjson::ondemand::parser& parser) {
  if (!line.starts_with('{')) return std::nullopt;
  const simdjson::padded_string padded(line);
  simdjson::ondemand::document document;
  simdjson::ondemand::object object;
  if (parser.iterate(padded).get(document) || document.get_object().get(object)) {
    return std::nullopt;
  }
  std::string_view text;
  if (object.find_field_unordered("log").get_string().get(text)) return std::nullopt;
  Unwrapped out{std::string(text)};
  std::string_view stream;
  if (object.find_field_unordered("stream").get_string().get(stream)) return std::nullopt;
  out.is_error_stream = stream == "stderr";
  out.is_part = !out.text.ends_with('\n');
  if (!out.is_part) out.text.pop_back();
  std::ranges::replace(out.text, '\n', ' ');
  return out;
}

class ContainerLines final : public RewrittenBytes {
 public:
  using RewrittenBytes::RewrittenBytes;

 private:
  // Beyond it a line is too long for any reader: it passes as it is.
  static constexpr size_t kMaxWrappedBytes = 4 * kMaxLineBytes;

  void rewrite() override;
  void unwrap(std::string_view line);

  bool passing_ = false;              // inside a line that is too long
  std::array<std::string, 2> parts_;  // of stdout and stderr
  simdjson::ondemand::parser parser_;
};

// Unwraps what `in_` holds of whole lines, and what is left when nothing follows.
void ContainerLines::rewrite() {
  size_t at = 0;
  for (size_t end = in_.find('\n'); end != std::string::npos; end = in_.find('\n', at)) {
    const std::string_view line = std::string_view(in_).substr(at, end - at);
    if (std::exchange(passing_, false)) {
      out_.append(line);
    } else {
      unwrap(line);
    }
    out_ += '\n';
    at = end + 1;
  }
  in_.erase(0, at);
  if (in_.size() > kMaxWrappedBytes || (passing_ && !in_.empty())) {
    out_ += in_;
    in_.clear();
    passing_ = true;
  }
  if (!ended_) return;
  if (!in_.empty()) unwrap(std::exchange(in_, {}));
  for (std::string& part : parts_) {  // cut off by the file's end
    if (!part.empty()) out_ += std::exchange(part, {}) + "\n";
  }
}

void ContainerLines::unwrap(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::optional<Unwrapped> inner = unwrap_cri(line);
  if (!inner) inner = unwrap_docker(line, parser_);
  if (!inner) {
    out_.append(line);
    return;
  }
  std::string& part = parts_[inner->is_error_stream ? 1 : 0];
  if (part.size() <= kMaxLineBytes) part += inner->text;  // longer is malformed anyway
  if (!inner->is_part) out_ += std::exchange(part, {});
}

}  // namespace

bool is_container_line(std::string_view line) {
  simdjson::ondemand::parser parser;
  return unwrap_cri(line) || unwrap_docker(line, parser);
}

std::unique_ptr<ByteSource> unwrap_container_lines(std::unique_ptr<ByteSource> bytes,
                                                   std::string head) {
  return std::make_unique<ContainerLines>(std::move(bytes), std::move(head));
}

}  // namespace gw::traffic
