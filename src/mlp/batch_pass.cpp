#include "batch_pass.hpp"

#include "layer_products.hpp"
#include "random_kernels.hpp"
#include "transposed_rows.hpp"

#include <algorithm>
#include <cassert>

namespace netseam::mlp {
namespace {

std::size_t padded_columns(std::size_t count) {
  return (count + column_group - 1) / column_group * column_group;
}

}  // namespace

BatchPass::BatchPass(const Shape& shape, std::size_t capacity, const linalg::DenseBackend* backend)
    : shape_(shape),
      capacity_(capacity),
      backend_(backend),
      sample_(padded_columns(capacity)),
      target_(shape.outputs() * padded_columns(capacity)) {
  for (std::size_t l = 0; l <= shape.layers(); ++l) {
    const std::size_t size = shape.units[l] * padded_columns(capacity);
    activation_.emplace_back(size);
    delta_.emplace_back(l == 0 ? 0 : size);
  }
  for (std::size_t l = 0; l < shape.layers(); ++l) {
    first_weight_.push_back(shape.first_weight(l));
    first_bias_.push_back(shape.first_bias(l));
  }
}

void BatchPass::load_inputs(core::MatrixView<const float> inputs, std::span<const std::uint32_t> rows) {
  assert(!rows.empty() && rows.size() <= capacity_);
  count_ = rows.size();
  columns_ = padded_columns(count_);
  std::fill(std::ranges::copy(rows, sample_.data()).out, sample_.data() + columns_, 0U);
  transpose_rows(inputs, rows, columns_, activation_[0].data());
}

void BatchPass::load(const Examples& examples, std::span<const std::uint32_t> rows) {
  load_inputs(examples.inputs, rows);
  transpose_rows(examples.targets, rows, columns_, target_.data());
}

void BatchPass::add_input_noise(std::uint64_t key, std::uint32_t epoch, double deviation) {
  add_normal_noise({key, epoch, 0}, static_cast<float>(deviation),
                   {sample_.data(), shape_.inputs(), columns_, activation_[0].data()});
}

void BatchPass::forward(const float* parameter, const Dropout* dropout) {
  active_scale_ = dropout == nullptr ? 1.0F : static_cast<float>(1 / (1 - dropout->share));
  for (std::size_t l = 0; l < shape_.layers(); ++l) {
    const bool hidden = l + 1 < shape_.layers();
    float* out = activation_[l + 1].data();
    layer_outputs(backend_, layer_block(l, parameter), parameter + first_bias_[l], activation_[l].data(),
                  hidden ? Rectify::yes : Rectify::no, out);
    if (hidden && dropout != nullptr)
      drop_values({dropout->key, dropout->epoch, static_cast<std::uint32_t>(l + 1)}, dropout->share,
                  {sample_.data(), shape_.units[l + 1], columns_, out});
  }
}

double BatchPass::loss_gradient(Loss loss, double scale) {
  return loss_and_delta(loss, outputs(), static_cast<float>(scale), delta_.back().data());
}

void BatchPass::output_delta(Loss loss, double scale) {
  loss_delta(loss, outputs(), static_cast<float>(scale), delta_.back().data());
}

void BatchPass::input_delta(std::size_t layer, const float* parameter, Rectify through_relu) {
  assert(layer > 0);
  const float* gate = through_relu == Rectify::yes ? activation_[layer].data() : nullptr;
  input_gradients(backend_, layer_block(layer, parameter), delta_[layer + 1].data(), gate, active_scale_,
                  delta_[layer].data());
}

void BatchPass::apply_relu_factor(std::size_t layer) {
  gate_values(activation_[layer].data(), active_scale_, shape_.units[layer] * columns_, delta_[layer].data());
}

void BatchPass::parameter_gradient(std::size_t layer, float* gradient) {
  const float* change = delta_[layer + 1].data();
  weight_gradients(backend_, layer_block(layer, nullptr), change, activation_[layer].data(),
                   gradient + first_weight_[layer]);
  row_sums(change, shape_.units[layer + 1], columns_, gradient + first_bias_[layer]);
}

core::MatrixView<float> BatchPass::activation(std::size_t layer) {
  return {activation_[layer].data(), shape_.units[layer], count_, columns_};
}

core::MatrixView<float> BatchPass::delta(std::size_t layer) {
  return {delta_[layer].data(), shape_.units[layer], count_, columns_};
}

OutputBlock BatchPass::outputs() const {
  return {activation_.back().data(), target_.data(), shape_.outputs(), columns_, count_};
}

void BatchPass::apply_output_function(Loss loss) {
  mlp::apply_output_function(loss, shape_.outputs(), columns_, activation_.back().data());
}

LayerBlock BatchPass::layer_block(std::size_t layer, const float* parameter) const {
  const float* weights = parameter == nullptr ? nullptr : parameter + first_weight_[layer];
  return {weights, shape_.units[layer], shape_.units[layer + 1], columns_};
}

}  // namespace netseam::mlp
