#include "netseam/mlp/loss.hpp"

#include "batch_pass.hpp"
#include "check_network.hpp"
#include "evaluation.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <numeric>

namespace netseam::mlp {
namespace {

/// Values of a unit-major block to rows of `out`, from column `column` on.
void put_rows(core::MatrixView<const float> block, core::MatrixView<float> out, std::size_t first_row,
              std::size_t column) {
  for (std::size_t s = 0; s < block.columns(); ++s)
    for (std::size_t u = 0; u < block.rows(); ++u) out(first_row + s, column + u) = block(u, s);
}

/// Calls work(numbers of rows) for blocks of at most rows_at_once rows.
template <class Work>
void for_blocks(std::size_t count, const Work& work) {
  std::vector<std::uint32_t> row(std::min(rows_at_once, count));
  for (std::size_t first = 0; first < count; first += rows_at_once) {
    const std::size_t rows = std::min(rows_at_once, count - first);
    std::iota(row.begin(), row.end(), static_cast<std::uint32_t>(first));
    work(std::span(row).first(rows));
  }
}

std::size_t hidden_units(const Shape& shape) {
  return std::accumulate(shape.units.begin() + 1, shape.units.end() - 1, std::size_t{0});
}

}  // namespace

Score evaluate(const Network& network, const Examples& examples, Loss loss,
               const linalg::DenseBackend* backend) {
  check_network(network);
  check_examples(network.shape, examples);
  return Evaluation(network.shape, examples, loss, backend).score(network.parameter.data());
}

void predict(const Network& network, core::MatrixView<const float> inputs, Loss loss,
             core::MatrixView<float> out, const linalg::DenseBackend* backend) {
  check_network(network);
  check_examples(network.shape, {inputs, out});
  BatchPass pass(network.shape, std::min(rows_at_once, inputs.rows()), backend);
  for_blocks(inputs.rows(), [&](std::span<const std::uint32_t> rows) {
    pass.load_inputs(inputs, rows);
    pass.forward(network.parameter.data());
    pass.apply_output_function(loss);
    put_rows(pass.activation(network.shape.layers()), out, rows.front(), 0);
  });
}

double gradient(const Network& network, const Examples& examples, Loss loss, std::span<float> out,
                const linalg::DenseBackend* backend) {
  check_network(network);
  check_examples(network.shape, examples);
  if (out.size() != network.parameter.size())
    throw core::InternalError("a gradient needs one number for each parameter");
  std::vector<std::uint32_t> row(examples.count());
  std::iota(row.begin(), row.end(), 0U);
  BatchPass pass(network.shape, examples.count(), backend);
  pass.load(examples, row);
  pass.forward(network.parameter.data());
  const double terms = loss_terms(loss, examples.count(), network.shape.outputs());
  const double sum = pass.loss_gradient(loss, 1 / terms);
  for (std::size_t l = network.shape.layers(); l-- > 0;) {
    if (l > 0) pass.input_delta(l, network.parameter.data(), Rectify::yes);
    pass.parameter_gradient(l, out.data());
  }
  return sum / terms;
}

void hidden_responses(const Network& network, const Examples& examples, Loss loss,
                      core::MatrixView<float> activation, core::MatrixView<float> derivative,
                      const linalg::DenseBackend* backend) {
  const Shape& shape = network.shape;
  check_network(network);
  check_examples(shape, examples);
  for (const auto& out : {activation, derivative})
    if (out.rows() != examples.count() || out.columns() != hidden_units(shape))
      throw core::InternalError("responses need a row for each sample and a column for each hidden unit");
  BatchPass pass(shape, std::min(rows_at_once, examples.count()), backend);
  for_blocks(examples.count(), [&](std::span<const std::uint32_t> rows) {
    pass.load(examples, rows);
    pass.forward(network.parameter.data());
    pass.loss_gradient(loss, 1 / loss_terms(loss, 1, shape.outputs()));
    std::size_t column = hidden_units(shape);
    for (std::size_t l = shape.layers() - 1; l > 0; --l) {
      column -= shape.units[l];
      pass.input_delta(l, network.parameter.data(), Rectify::no);
      put_rows(pass.activation(l), activation, rows.front(), column);
      put_rows(pass.delta(l), derivative, rows.front(), column);
      pass.apply_relu_factor(l);
    }
  });
}

}  // namespace netseam::mlp
