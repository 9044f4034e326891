// Text logs of products whose lines are words and quoted texts in a fixed order: HAProxy's httplog
// (behind any syslog prefix or none; its times have no zone and are taken as UTC), Envoy's and
// Istio's default formats (Envoy's has no client but the last of X-Forwarded-For), AWS application
// load balancers. All tell when a request started.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "traffic/field_store.hpp"
#include "traffic/line_source.hpp"
#include "traffic/stamps.hpp"

namespace gw::traffic {

class ProductLog {
 public:
  enum class Product : uint8_t { kHaproxy, kEnvoy, kAlb };

  explicit ProductLog(Product product) : product_(product) {}

  size_t line_size(std::string_view text, bool) { return plain_line_size(text); }
  LineOutcome parse(std::string_view line, Record& record, Batch& batch);
  void settle() { store_.settle(); }
  std::string_view format() const;

 private:
  using Words = std::span<const std::string_view>;

  const char* haproxy(std::string_view line, Record& record);
  const char* haproxy_words(Words words, Record& record);
  const char* envoy(Words words, Record& record);
  const char* alb(Words words, Record& record);
  const char* store(Field field, std::string_view text, Record& record);

  Product product_;
  FieldStore store_;
  ClfClock clf_;
};

// By the names of product_names().
std::optional<ProductLog::Product> find_product(std::string_view name);
std::vector<std::string_view> product_names();

// The product whose layout reads most of the sample lines, at least half of them.
std::optional<ProductLog::Product> detect_product(std::span<const std::string_view> lines);

std::unique_ptr<RecordSource> read_product_log(Input input, ProductLog::Product product);

}  // namespace gw::traffic
