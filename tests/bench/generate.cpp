// Writes a synthetic access log to standard output: gw_generate LINES CLIENTS ROUTES.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "traffic/generator.hpp"

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: gw_generate LINES CLIENTS ROUTES\n");
    return 2;
  }
  constexpr uint64_t kChunk = 10'000;
  const uint64_t lines = std::strtoull(argv[1], nullptr, 10);
  gw::traffic::GeneratorOptions options;
  options.clients = std::strtoull(argv[2], nullptr, 10);
  options.routes = std::strtoull(argv[3], nullptr, 10);
  options.popularity = gw::traffic::Popularity::kZipf;
  options.gap = gw::microseconds(50);
  std::string out;
  for (uint64_t at = 0; at < lines; at += kChunk) {
    out.clear();
    gw::traffic::append_log(out, options, at, std::min(kChunk, lines - at));
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) return 1;
  }
  return 0;
}
