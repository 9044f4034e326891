#include "config/document.hpp"

#include "base/text.hpp"
#include "config/json_document.hpp"
#include "config/yaml_document.hpp"

namespace gw::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string hex_byte(char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return {'0', 'x', kHex[byte >> 4], kHex[byte & 15]};
}

// `offset` is where the text begins in the source.
bool is_clean(std::string_view text, uint32_t offset, Problems& problems) {
  const auto byte_at = [&](size_t at) {
    const auto begin = offset + static_cast<uint32_t>(at);
    return Span{begin, begin + 1};
  };
  if (text.size() > kMaxTextBytes) {
    problems.error(Code::kTooLarge, {offset, offset},
                   "the text has " + std::to_string(text.size()) + " bytes, more than " +
                       std::to_string(kMaxTextBytes));
    return false;
  }
  if (const auto at = first_invalid_utf8(text)) {
    problems.error(Code::kInvalidUtf8, byte_at(*at),
                   "byte " + hex_byte(text[*at]) + " is not valid UTF-8", "save the file as UTF-8");
    return false;
  }
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r') continue;
    problems.error(Code::kControlCharacter, byte_at(at),
                   "control character " + hex_byte(text[at]) + " in the text");
    return false;
  }
  return true;
}

bool looks_like_json(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

}  // namespace

std::optional<Node> read_document(const SourceText& source, const SourceText::Part& part,
                                  Problems& problems) {
  std::string_view text = source.text(part);
  uint32_t offset = part.span.begin;
  if (!is_clean(text, offset, problems)) return std::nullopt;
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
    offset += static_cast<uint32_t>(kByteOrderMark.size());
  }
  if (to_lower(part.name).ends_with(".json")) return read_json(text, offset, problems);
  if (looks_like_json(text)) {
    Problems attempt;
    std::optional<Node> root = read_json(text, offset, attempt);
    if (root && !attempt.has_errors()) return root;
  }
  return read_yaml(text, offset, problems);
}

}  // namespace gw::config
