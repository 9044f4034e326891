// One line of a recording back into its item.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "traffic/recording.hpp"

namespace gw::traffic {

class RecordedLines {
 public:
  RecordedLines();
  RecordedLines(const RecordedLines&);
  RecordedLines(RecordedLines&&) noexcept;
  RecordedLines& operator=(RecordedLines&&) noexcept;
  ~RecordedLines();

  // Empty when the line is damaged or of an unknown kind. kLinePadding readable bytes must
  // follow the line.
  std::optional<RecordedItem> read(std::string_view line);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace gw::traffic
