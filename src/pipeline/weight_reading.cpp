#include "weight_reading.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace netseam::pipeline {
namespace {

class WeightRows {
 public:
  WeightRows(std::shared_ptr<const WeightTensors> files, std::vector<BlockPlace> block,
             std::vector<TensorReading> reading, graph::KernelNorm norm)
      : files_(std::move(files)), block_(std::move(block)), reading_(std::move(reading)), norm_(norm) {}

  void read(std::size_t which, std::size_t first, std::size_t rows, std::span<float> out) {
    const BlockPlace& block = block_[which];
    const TensorReading& reading = reading_[block.reading];
    if (reading.shape.outputs_first())
      read_in_order(block, first, rows, out);
    else
      copy_turned(block, first, rows, out);
    if (reading.factor.empty()) return;
    for (std::size_t row = 0; row < rows; ++row)
      for (float& weight : out.subspan(row * block.units, block.units)) weight *= reading.factor[first + row];
  }

 private:
  /// Kernels one after another -> weights.
  void reduce(const WeightShape& shape, std::span<const float> kernels, std::span<float> weights) const {
    if (shape.places() == 1)
      std::copy(kernels.begin(), kernels.end(), weights.begin());
    else
      graph::kernel_norm(norm_, kernels, shape.height, shape.width, weights);
  }

  void read_in_order(const BlockPlace& block, std::size_t first, std::size_t rows,
                     std::span<float> out) const {
    const TensorReading& reading = reading_[block.reading];
    const WeightShape& shape = reading.shape;
    const std::size_t width = shape.output_step;
    const std::size_t at_once = std::max<std::size_t>(1, input::block_bytes / sizeof(float) / width);
    std::vector<float> values(std::min(at_once, rows) * width);
    for (std::size_t done = 0; done < rows; done += at_once) {
      const std::size_t count = std::min(at_once, rows - done);
      files_->read_rows(reading.tensor, first + done, count, std::span(values).first(count * width));
      for (std::size_t row = 0; row < count; ++row)
        reduce(shape,
               std::span<const float>(values).subspan(row * width + block.first_unit * shape.places(),
                                                      block.units * shape.places()),
               out.subspan((done + row) * block.units, block.units));
    }
  }

  void copy_turned(const BlockPlace& block, std::size_t first, std::size_t rows, std::span<float> out) {
    const WeightShape& shape = reading_[block.reading].shape;
    if (turned_reading_ != block.reading) turn(block.reading);
    for (std::size_t row = 0; row < rows; ++row) {
      const auto* begin = turned_.data() + (first + row) * shape.inputs + block.first_unit;
      std::copy_n(begin, block.units, out.data() + row * block.units);
    }
  }

  /// Reads a whole tensor and keeps its weights, outputs x inputs.
  void turn(std::size_t which) {
    const TensorReading& reading = reading_[which];
    const WeightShape& shape = reading.shape;
    turned_reading_.reset();
    turned_ = {};
    std::vector<float> kernels(shape.outputs * shape.inputs * shape.places());
    const input::TensorInfo& info = files_->tensors()[reading.tensor];
    const std::size_t width = input::row_width(info);
    const std::size_t at_once = std::max<std::size_t>(1, input::block_bytes / sizeof(float) / width);
    std::vector<float> values(std::min(at_once, info.shape.front()) * width);
    for (std::size_t first = 0; first < info.shape.front(); first += at_once) {
      const std::size_t count = std::min(at_once, info.shape.front() - first);
      const std::span<float> part = std::span(values).first(count * width);
      files_->read_rows(reading.tensor, first, count, part);
      spread(shape, first * width, part, kernels);
    }
    if (shape.places() == 1) {
      turned_ = std::move(kernels);
    } else {
      turned_.resize(shape.outputs * shape.inputs);
      reduce(shape, kernels, turned_);
    }
    turned_reading_ = which;
  }

  /// Puts numbers of the file, from the position `begin` on, where they belong in outputs x inputs x places.
  static void spread(const WeightShape& shape, std::size_t begin, std::span<const float> values,
                     std::span<float> kernels) {
    if (shape.places() == 1 && shape.output_step == 1) {  // a dense tensor, stored inputs x outputs
      const std::size_t input = begin / shape.outputs, count = values.size() / shape.outputs;
      for (std::size_t output = 0; output < shape.outputs; ++output)
        for (std::size_t k = 0; k < count; ++k)
          kernels[output * shape.inputs + input + k] = values[k * shape.outputs + output];
      return;
    }
    for (std::size_t k = 0; k < values.size(); ++k) {
      const std::size_t at = begin + k;
      const std::size_t output = at / shape.output_step % shape.outputs;
      const std::size_t input = at / shape.input_step % shape.inputs;
      const std::size_t place = at / shape.place_step % shape.places();
      kernels[(output * shape.inputs + input) * shape.places() + place] = values[k];
    }
  }

  std::shared_ptr<const WeightTensors> files_;
  std::vector<BlockPlace> block_;
  std::vector<TensorReading> reading_;
  graph::KernelNorm norm_;
  std::optional<std::size_t> turned_reading_;  // whose weights are in turned_
  std::vector<float> turned_;
};

}  // namespace

graph::BlockRows weight_rows(std::shared_ptr<const WeightTensors> files, std::vector<BlockPlace> block,
                             std::vector<TensorReading> reading, graph::KernelNorm norm) {
  const auto rows =
      std::make_shared<WeightRows>(std::move(files), std::move(block), std::move(reading), norm);
  return [rows](std::size_t which, std::size_t first, std::size_t count, std::span<float> out) {
    rows->read(which, first, count, out);
  };
}

WeightShape with_positions(WeightShape shape, std::size_t positions, bool channels_last) {
  if (positions == 1) return shape;
  const std::size_t input_step = shape.input_step;
  shape.inputs /= positions;
  shape.width = positions;
  shape.place_step = channels_last ? input_step * shape.inputs : input_step;
  shape.input_step = channels_last ? input_step : input_step * positions;
  return shape;
}

}  // namespace netseam::pipeline
