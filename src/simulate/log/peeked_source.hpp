// A source whose first records are read ahead, to see what its times mean.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "traffic/source.hpp"

namespace gw::simulate {

class PeekedSource final : public traffic::RecordSource {
 public:
  explicit PeekedSource(std::unique_ptr<traffic::RecordSource> records)
      : records_(std::move(records)) {}

  // What the stamps of the first records mark; empty when there are none.
  Result<std::optional<traffic::Stamp>> stamp() {
    while (first_.records.empty()) {
      const Result<bool> more = records_->next(first_);
      if (!more) return tl::unexpected(more.error());
      if (!*more) return std::nullopt;
    }
    kept_ = true;
    return first_.records.front().stamp;
  }

  Result<bool> read(traffic::Batch& batch) override {
    if (!std::exchange(kept_, false)) return records_->read(batch);
    std::swap(batch, first_);
    return true;
  }
  void parse(traffic::Batch& batch) override { records_->parse(batch); }
  traffic::Counters counters() const override { return records_->counters(); }
  std::string_view format() const override { return records_->format(); }
  size_t consumed() const override { return records_->consumed(); }

 private:
  std::unique_ptr<traffic::RecordSource> records_;
  traffic::Batch first_;
  bool kept_ = false;
};

}  // namespace gw::simulate
