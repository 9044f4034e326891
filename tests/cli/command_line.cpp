#include "cli/command_line.hpp"

namespace gw::testing {

Finished CommandLine::operator()(std::string line) const {
  for (size_t at = line.find("{dir}"); at != std::string::npos; at = line.find("{dir}")) {
    line.replace(at, 5, directory_.path());
  }
  const std::string binary = GW_BINARY;
  const std::string setting = "cd '" GW_SOURCE_DIR "' && unset NO_COLOR COLUMNS && PATH='" +
                              binary.substr(0, binary.rfind('/')) + "':$PATH\n";
  return run(directory_.path(), {"bash", "-c", setting + line});
}

std::string project_file(const std::string& path) {
  return read_all(std::string(GW_SOURCE_DIR) + "/" + path);
}

}  // namespace gw::testing
