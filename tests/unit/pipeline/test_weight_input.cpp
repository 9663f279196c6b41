#include "temp_directory.hpp"
#include "weight_files.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

using namespace netseam;
using Catch::Contains;
using test::block_of;
using test::NamedTensor;
using test::open;
using test::random_tensor;
using test::with_axes;
using Values = std::vector<float>;

namespace {

/// The tensor in "FILE: tensor "NAME"".
std::string tensor_of(const std::string& block) {
  const auto first = block.find(": tensor \"") + 10;
  return block.substr(first, block.size() - first - 1);
}

std::string layers_of(const data::NeuronNetwork& network) {
  std::string text;
  for (const auto& layer : network.layer) text += fmt::format("{}:{} ", layer.name, layer.units);
  for (const auto& block : network.block)
    text += fmt::format("[{} {}>{}]", tensor_of(block.name), network.layer[block.source].name,
                        network.layer[block.target].name);
  return text;
}

/// Sums of absolute values of runs of `places` numbers.
Values run_sums(const Values& values, std::size_t places) {
  Values sums(values.size() / places);
  for (std::size_t k = 0; k < values.size(); ++k) sums[k / places] += std::abs(values[k]);
  return sums;
}

/// Columns first, first + 1, ... of a matrix.
Values columns_of(const Values& matrix, std::size_t width, std::size_t first, std::size_t count) {
  Values part;
  for (std::size_t row = 0; row < matrix.size(); row += width)
    for (std::size_t k = first; k < first + count; ++k) part.push_back(matrix[row + k]);
  return part;
}

}  // namespace

TEST_CASE("dense layers are read as they are, with their signs, transposed or not", "[serial]") {
  const test::TempDirectory folder;
  const auto a = random_tensor("a.weight", {7, 5}), b = random_tensor("b.weight", {3, 7});
  const bool transposed = GENERATE(false, true);
  const std::vector<NamedTensor> tensors{transposed ? with_axes(a, {1, 0}) : a,
                                         transposed ? with_axes(b, {1, 0}) : b, random_tensor("a.bias", {7}),
                                         random_tensor("c.weight", {2, 2})};
  const auto input =
      open(folder, tensors,
           std::string("chain = a.weight, b.weight\n") + (transposed ? "transposed = [ab].w*" : ""));
  CHECK(layers_of(input.network) == "input:5 a:7 b:3 [a.weight input>a][b.weight a>b]");
  CHECK(input.weights == 7 * 5 + 3 * 7);
  CHECK(input.note == std::vector<std::string>{"2 of 4 tensors are not used: 1 of one axis or none, such as "
                                               "biases, and 1 of more: \"c.weight\""});
  const std::size_t rows_at_once = GENERATE(1, 2, 100);
  CHECK(block_of(input, 0, rows_at_once) == a.values);
  CHECK(block_of(input, 1, rows_at_once) == b.values);
  CHECK(block_of(input, 0, rows_at_once) == a.values);  // turned again
}

TEST_CASE("layers without incoming or outgoing weights can be left out", "[serial]") {
  const test::TempDirectory folder;
  const std::vector<NamedTensor> tensors{random_tensor("a", {4, 3}), random_tensor("b", {5, 4}),
                                         random_tensor("c", {2, 5})};
  const auto read = [&](const std::string& options) {
    return layers_of(open(folder, tensors, "chain = a, b, c\n" + options).network);
  };
  CHECK(read("") == "input:3 a:4 b:5 c:2 [a input>a][b a>b][c b>c]");
  CHECK(read("inputs = false") == "a:4 b:5 c:2 [b a>b][c b>c]");
  CHECK(read("outputs = false") == "input:3 a:4 b:5 [a input>a][b a>b]");
  CHECK(read("inputs = false\noutputs = false") == "a:4 b:5 [b a>b]");
  const auto input = open(folder, tensors, "chain = a, b, c\ninputs = false\noutputs = false");
  CHECK(input.weights == 20);
  CHECK(block_of(input, 0, 2) == tensors[1].values);
  CHECK_THAT(test::open_error(tensors, "chain = a, b\ninputs = false\noutputs = false"),
             Contains("neurons.inputs, neurons.outputs: no weights are left"));
}

TEST_CASE("added sources share a tensor's inputs, concatenated ones have their own", "[serial]") {
  const test::TempDirectory folder;
  const auto a = random_tensor("a", {4, 3}), b = random_tensor("b", {2, 3}), c = random_tensor("c", {5, 6}),
             d = random_tensor("d", {3, 4});
  const std::string edges =
      "edges = a: x -> p, b: x -> q, c: p | q -> r, d: p + z -> r2\n"
      "transposed = c";
  const auto input = open(folder, {a, b, with_axes(c, {1, 0}), d}, edges);
  CHECK(layers_of(input.network) == "x:3 p:4 q:2 r:5 z:4 r2:3 [a x>p][b x>q][c p>r][c q>r][d p>r2][d z>r2]");
  const std::size_t rows_at_once = GENERATE(1, 3);
  CHECK(block_of(input, 2, rows_at_once) == columns_of(c.values, 6, 0, 4));
  CHECK(block_of(input, 3, rows_at_once) == columns_of(c.values, 6, 4, 2));
  CHECK(block_of(input, 4, rows_at_once) == d.values);
  CHECK(block_of(input, 5, rows_at_once) == d.values);
  CHECK(input.weights == 12 + 6 + 20 + 10 + 12 + 12);
  // kernels, as they come
  const auto kernel = random_tensor("c", {5, 6, 2, 2});
  const auto sums = run_sums(kernel.values, 4);
  const auto convolution = open(folder, {a, b, kernel}, "edges = a: x -> p, b: x -> q, c: p | q -> r");
  CHECK(block_of(convolution, 2, rows_at_once) == columns_of(sums, 6, 0, 4));
  CHECK(block_of(convolution, 3, rows_at_once) == columns_of(sums, 6, 4, 2));
}

TEST_CASE("kernels of one to three axes become norms, in every order of axes", "[serial]") {
  const test::TempDirectory folder;
  struct Case {
    std::vector<std::size_t> shape, last_axes;
  };
  const auto [shape, output_last] = GENERATE(Case{{4, 3, 5}, {2, 1, 0}}, Case{{4, 3, 2, 3}, {2, 3, 1, 0}},
                                             Case{{4, 3, 2, 2, 3}, {2, 3, 4, 1, 0}});
  const auto kernel = random_tensor("k", shape);
  std::vector<std::size_t> swapped_first{1, 0}, swapped_last = output_last;
  for (std::size_t axis = 2; axis < shape.size(); ++axis) swapped_first.push_back(axis);
  std::swap(swapped_last[shape.size() - 2], swapped_last[shape.size() - 1]);
  const auto sums = run_sums(kernel.values, kernel.values.size() / 12);
  const auto read = [&](const NamedTensor& tensor, const std::string& options) {
    const auto input = open(folder, {tensor}, "chain = k\n" + options);
    CHECK(layers_of(input.network) == "input:3 k:4 [k input>k]");
    return block_of(input, 0, 3);
  };
  CHECK(read(kernel, "") == sums);
  CHECK(read(with_axes(kernel, output_last), "kernel-layout = output-last") == sums);
  CHECK(read(with_axes(kernel, swapped_first), "transposed = k") == sums);
  CHECK(read(with_axes(kernel, swapped_last), "kernel-layout = output-last\ntransposed = *") == sums);
}

TEST_CASE("the norm of a kernel is the one that is asked for, over height and width", "[serial]") {
  const test::TempDirectory folder;
  // one kernel of height 3 and width 2: columns sum to 9 and 12, by hand
  const NamedTensor kernel{"k", {1, 1, 3, 2}, {1, -2, 3, 4, -5, 6}};
  const auto read = [&](const NamedTensor& tensor, const std::string& options) {
    return block_of(open(folder, {tensor}, "chain = k\n" + options), 0, 1);
  };
  const auto last = with_axes(kernel, {2, 3, 1, 0});
  CHECK(read(kernel, "kernel-norm = entry-1") == Values{21});
  CHECK(read(kernel, "kernel-norm = induced-1") == Values{12});
  CHECK(read(last, "kernel-norm = induced-1\nkernel-layout = output-last") == Values{12});
  CHECK(read(kernel, "kernel-norm = frobenius") == Values{static_cast<float>(std::sqrt(91.0))});
  // one axis: height 1, so that every column is one number; three: height 3 = 3 x 1
  CHECK(read({"k", {1, 1, 3}, {1, -5, 3}}, "kernel-norm = induced-1") == Values{5});
  CHECK(read({"k", {1, 1, 3, 1, 2}, kernel.values}, "kernel-norm = induced-1") == Values{12});
  CHECK(read({"k", {1, 1, 3, 2, 1}, kernel.values}, "kernel-norm = induced-1") == Values{21});
}

TEST_CASE("a dense layer behind a convolution has several inputs for each channel", "[serial]") {
  const test::TempDirectory folder;
  const auto kernel = random_tensor("k", {3, 2, 2, 2}), dense = random_tensor("d", {4, 15});
  const auto sums = run_sums(dense.values, 5);  // channel after channel, 5 places each
  const std::string note = "tensor \"d\" has 5 inputs for each channel of \"k\"";
  auto input = open(folder, {kernel, dense}, "chain = k, d");
  CHECK(layers_of(input.network) == "input:2 k:3 d:4 [k input>k][d k>d]");
  REQUIRE(input.note.size() == 1);
  CHECK_THAT(input.note[0], Contains(note));
  CHECK(block_of(input, 1, 3) == sums);
  input = open(folder, {kernel, with_axes(dense, {1, 0})}, "chain = k, d\ntransposed = d");
  CHECK(block_of(input, 1, 3) == sums);
  // channels last: all channels of a place side by side
  NamedTensor by_place{"d", {4, 3, 5}, dense.values};
  by_place = with_axes(by_place, {0, 2, 1});
  by_place.shape = {4, 15};
  const std::string last = "chain = k, d\nkernel-layout = output-last";
  input = open(folder, {with_axes(kernel, {2, 3, 1, 0}), by_place}, last);
  CHECK(block_of(input, 1, 3) == sums);
  input =
      open(folder, {with_axes(kernel, {2, 3, 1, 0}), with_axes(by_place, {1, 0})}, last + "\ntransposed = d");
  CHECK(block_of(input, 1, 3) == sums);
  // two dense layers do not flatten
  CHECK_THAT(test::open_error({random_tensor("k", {3, 2}), dense}, "chain = k, d"),
             Contains("found 15 inputs"));
}
