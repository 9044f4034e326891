#include "base/mdoc.hpp"

namespace gw {

std::string mdoc_escaped(std::string_view line) {
  std::string out;
  if (line.starts_with('.') || line.starts_with('\'')) out = "\\&";
  for (const char c : line) out += c == '\\' ? "\\e" : std::string(1, c);
  return out;
}

std::string mdoc_sentences(std::string_view text) {
  std::string out;
  for (size_t stop = text.find(". "); stop != std::string_view::npos; stop = text.find(". ")) {
    out += mdoc_escaped(text.substr(0, stop + 1)) + "\n";
    text.remove_prefix(stop + 2);
  }
  return out + mdoc_escaped(text) + "\n";
}

}  // namespace gw
