#include "http/message.hpp"

#include "base/text.hpp"

namespace gw::http {

const Field* find_field(std::span<const Field> fields, std::string_view name) {
  for (const Field& field : fields) {
    if (equals_ignoring_case(field.name, name)) return &field;
  }
  return nullptr;
}

}  // namespace gw::http
