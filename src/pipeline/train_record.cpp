#include "train_record.hpp"

#include "netseam/core/error.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>

namespace netseam::pipeline {

using nlohmann::json;

std::vector<std::byte> pack_history(const std::vector<data::TrainingEpoch>& history) {
  json list = json::array();
  for (const auto& epoch : history)
    list.push_back({epoch.epoch, epoch.training_loss, epoch.test_loss, epoch.test_accuracy, epoch.checkpoint,
                    epoch.test_rows_right});
  const std::vector<std::uint8_t> packed = json::to_cbor(list);
  const auto bytes = std::as_bytes(std::span(packed));
  return {bytes.begin(), bytes.end()};
}

std::vector<data::TrainingEpoch> unpack_history(std::span<const std::byte> bytes, const std::string& file) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  try {
    std::vector<data::TrainingEpoch> history;
    for (const json& epoch : json::from_cbor(first, first + bytes.size()))
      history.push_back({epoch.at(0), epoch.at(1), epoch.at(2), epoch.at(3), epoch.at(4), epoch.at(5)});
    return history;
  } catch (const json::exception& error) {
    throw core::InputError({file, "record", error.what(), "a finished training of netseam train"});
  }
}

}  // namespace netseam::pipeline
