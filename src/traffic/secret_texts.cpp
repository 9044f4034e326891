#include "traffic/secret_texts.hpp"

#include <algorithm>
#include <array>

#include "http/secret_field.hpp"

namespace gw::traffic {
namespace {

struct Text {
  Field field;
  SecretTexts bit;
  std::string_view Record::* place;
};

constexpr std::array<Text, 6> kTexts{
    {{Field::kClient, kSecretClient, &Record::client},
     {Field::kUser, kSecretUser, &Record::user},
     {Field::kHost, kSecretHost, &Record::host},
     {Field::kForwardedFor, kSecretForwardedFor, &Record::x_forwarded_for},
     {Field::kReferer, kSecretReferer, &Record::referer},
     {Field::kUserAgent, kSecretUserAgent, &Record::user_agent}}};

void hide(std::string_view& text) {
  if (!text.empty()) text = http::kHiddenValue;
}

}  // namespace

SecretTexts secret_texts(const std::vector<FieldRule>& rules) {
  SecretTexts secrets = 0;
  for (const FieldRule& rule : rules) {
    if (!rule.is_secret) continue;
    const auto* found = std::ranges::find(kTexts, rule.field, &Text::field);
    if (found != kTexts.end()) secrets |= found->bit;
    if (rule.field == Field::kHeader) secrets |= kSecretField;
  }
  return secrets;
}

Record without_secrets(const Record& record, Arena& arena) {
  Record shown = record;
  for (const Text& text : kTexts) {
    if ((record.secrets & text.bit) != 0) hide(shown.*text.place);
  }
  if ((record.secrets & kSecretField) == 0) return shown;
  const std::span<NamedValue> fields = arena.take_fields(record.fields.size());
  std::ranges::copy(record.fields, fields.begin());
  for (NamedValue& field : fields) {
    if (field.is_secret) hide(field.value);
  }
  shown.fields = fields;
  return shown;
}

}  // namespace gw::traffic
