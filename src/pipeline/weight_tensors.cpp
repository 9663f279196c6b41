#include "weight_tensors.hpp"

#include <numeric>

namespace netseam::pipeline {

WeightTensors::WeightTensors(const std::vector<std::filesystem::path>& files) {
  for (const auto& file : files) {
    source_.push_back(input::open_tensors(file));
    const auto& tensors = source_.back()->tensors();
    for (std::size_t tensor = 0; tensor < tensors.size(); ++tensor) {
      tensors_.push_back(tensors[tensor]);
      place_.emplace_back(source_.size() - 1, tensor);
    }
  }
}

void WeightTensors::read_rows(std::size_t tensor, std::size_t first, std::size_t count,
                              std::span<float> out) const {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), first);
  const auto [source, place] = place_[tensor];
  source_[source]->read_rows(place, rows, out);
}

std::vector<float> WeightTensors::read_all(std::size_t tensor) const {
  const auto& shape = tensors_[tensor].shape;
  const std::size_t rows = shape.empty() ? 1 : shape.front();
  std::vector<float> values(rows * input::row_width(tensors_[tensor]));
  read_rows(tensor, 0, rows, values);
  return values;
}

}  // namespace netseam::pipeline
