#include "temp_directory.hpp"
#include "weight_files.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace netseam;
using Catch::Contains;
using test::block_of;
using test::NamedTensor;
using test::open;
using test::open_error;
using test::random_tensor;

TEST_CASE("shapes that do not meet name both tensors and what may be meant", "[serial]") {
  const auto a = random_tensor("a", {4, 3});
  CHECK_THAT(open_error({a, random_tensor("b", {5, 6})}, "chain = a, b"),
             Contains("tensor \"b\", F32 (5, 6): found 6 inputs, expected 4, the units of layer \"a\" by "
                      "tensor \"a\", F32 (4, 3)") &&
                 !Contains("transposed"));
  CHECK_THAT(open_error({a, random_tensor("b", {4, 5})}, "chain = a, b"),
             Contains("if \"b\" is stored the other way round, see neurons.transposed"));
  CHECK_THAT(open_error({a, random_tensor("b", {5, 3})}, "chain = a, b"),
             Contains("if \"a\" is stored the other way round, see neurons.transposed"));
  CHECK_THAT(open_error({random_tensor("a", {4, 3, 2, 2}), random_tensor("b", {3, 3, 4, 6})}, "chain = a, b"),
             Contains("found 3 inputs"));
  CHECK_THAT(open_error({a, random_tensor("b", {5, 3})}, "edges = a: x -> y, b: x -> y2, b: z -> y"),
             Contains("tensor \"b\", F32 (5, 3): found 5 outputs, expected 4, the units of layer \"y\""));
  CHECK_THAT(open_error({a, random_tensor("b", {5, 2})}, "edges = a: x -> y, b: x -> z"),
             Contains("tensor \"b\", F32 (5, 2): found 2 inputs, expected 3, the units of layer \"x\" by "
                      "tensor \"a\", F32 (4, 3)"));
  CHECK_THAT(open_error({a, random_tensor("b", {5, 3}), random_tensor("c", {2, 8})},
                        "edges = a: x -> p, b: x -> q, c: p | q -> r"),
             Contains("tensor \"c\", F32 (2, 8): found 8 inputs, expected 9, the units of its 2 sources"));
  CHECK_THAT(open_error({a, random_tensor("b", {5, 3}), random_tensor("c", {2, 4})},
                        "edges = a: x -> p, b: x -> q, c: p + q -> r"),
             Contains("tensor \"c\", F32 (2, 4): found 4 inputs, expected 5, the units of layer \"q\""));
  CHECK_THAT(open_error({a, random_tensor("c", {2, 4})}, "edges = a: x -> p, c: p | z -> r"),
             Contains("tensor \"c\", F32 (2, 4): found 4 inputs, expected more than the 4"));
  CHECK_THAT(open_error({a}, "edges = a: x | z -> p"), Contains("the number of units of layer \"x\""));
}

TEST_CASE("a grouped convolution is recognised", "[serial]") {
  const auto a = random_tensor("a", {8, 3, 2, 2});
  CHECK_THAT(open_error({a, random_tensor("b", {8, 2, 3, 3})}, "chain = a, b"),
             Contains("found 2 inputs, expected 8") && Contains("a convolution of 4 groups"));
  CHECK_THAT(open_error({a, random_tensor("b", {8, 1, 3, 3})}, "chain = a, b"),
             Contains("\"b\" looks like a depthwise convolution") && Contains("leave it out"));
}

TEST_CASE("a depthwise convolution is recognised in every layout, also by the tensor behind it", "[serial]") {
  const auto first = random_tensor("a", {8, 3, 3, 3}), last = random_tensor("a", {3, 3, 3, 8});
  const auto torch = random_tensor("d", {8, 1, 3, 3}), tensorflow = random_tensor("d", {3, 3, 8, 1});
  const auto behind_first = random_tensor("b", {4, 8, 1, 1}), behind_last = random_tensor("b", {1, 1, 8, 4});
  const std::string chain = "chain = a, d, b", output_last = "\nkernel-layout = output-last";
  for (const auto& message :
       {open_error({first, torch, behind_first}, chain), open_error({first, tensorflow, behind_first}, chain),
        open_error({last, tensorflow, behind_last}, chain + output_last),
        open_error({last, torch, behind_last}, chain + output_last)})
    CHECK_THAT(message, Contains("\"d\" looks like a depthwise convolution") && Contains("leave it out"));
  const test::TempDirectory folder;
  const auto without = open(folder, {first, torch, behind_first}, "chain = a, b");
  CHECK(without.network.neurons() == 3 + 8 + 4);
}

TEST_CASE("kernels of the other layout are noticed", "[serial]") {
  const std::vector<NamedTensor> dense{random_tensor("a", {1, 1, 20, 30}),
                                       random_tensor("b", {1, 1, 30, 40})};
  {
    const test::TempDirectory folder;
    const auto input = open(folder, dense, "chain = a, b");
    CHECK(input.network.neurons() == 3);
    REQUIRE(input.warning.size() == 1);
    CHECK_THAT(input.warning[0],
               Contains("neurons.kernel-layout = output-first gives 3 neurons") &&
                   Contains("with output-last all shapes meet too, and there are 90 neurons"));
  }
  for (const auto& [tensors, layout] :
       {std::pair{dense, "output-last"},
        {std::vector<NamedTensor>{random_tensor("a", {30, 20, 3, 3}), random_tensor("b", {40, 30, 3, 3})},
         "output-first"}}) {
    const test::TempDirectory folder;
    CHECK(open(folder, tensors, std::string("chain = a, b\nkernel-layout = ") + layout).warning.empty());
  }
  // kernels of different places, which only one layout fits
  CHECK_THAT(
      open_error({random_tensor("a", {3, 5, 20, 30}), random_tensor("b", {5, 7, 30, 40})}, "chain = a, b"),
      Contains("found 7 inputs, expected 3") &&
          Contains("with neurons.kernel-layout = output-last all shapes meet"));
}

TEST_CASE("a pruned tensor is the product of its parts, which say so where they are named", "[serial]") {
  const NamedTensor original{"fc.weight_orig", {2, 3}, {1, 2, 3, 4, 5, 6}};
  const NamedTensor mask{"fc.weight_mask", {2, 3}, {1, 0, 1, 0, 0, 1}};
  const test::TempDirectory folder;
  const std::vector<NamedTensor> tensors{random_tensor("fc.bias", {2}), mask, original};
  const auto input = open(folder, tensors, "chain = fc.weight");
  CHECK(block_of(input, 0, 1) == std::vector<float>{1, 0, 3, 0, 0, 6});
  CHECK(input.warning.empty());
  REQUIRE(input.note.size() == 1);
  CHECK_THAT(input.note[0], Contains("1 of 3 tensors are not used: 1 of one axis"));
  const auto parts = open(folder, tensors, "chain = fc.weight_orig");
  CHECK(block_of(parts, 0, 2) == original.values);
  REQUIRE(parts.warning.size() == 1);
  CHECK_THAT(parts.warning[0], Contains("\"fc.weight_orig\" is without its mask") &&
                                   Contains("\"fc.weight\"") && Contains("*weight_mask"));
  CHECK(open(folder, tensors, "chain = fc.weight_mask").warning.empty());
  const std::vector<NamedTensor> normalised{random_tensor("fc.parametrizations.weight.original0", {2, 1}),
                                            random_tensor("fc.parametrizations.weight.original1", {2, 3})};
  CHECK_THAT(open_error(normalised, "chain = fc.weight"),
             Contains("no tensor \"fc.weight\", only \"fc.parametrizations.weight.original0\"") &&
                 Contains("remove_parametrizations"));
  CHECK(open(folder, normalised, "chain = fc.parametrizations.weight.original1").warning.size() == 1);
}

TEST_CASE("tensors that hold no weights are refused", "[serial]") {
  const auto a = random_tensor("a", {4, 3});
  CHECK_THAT(open_error({a, random_tensor("b", {4})}, "chain = a, b"),
             Contains("tensor \"b\": found F32 (4,), expected 2 axes (a dense layer) or 3 to 5"));
  CHECK_THAT(open_error({random_tensor("a", {2, 2, 1, 1, 1, 1})}, "chain = a"), Contains("expected 2 axes"));
  CHECK_THAT(open_error({random_tensor("a", {0, 3})}, "chain = a"), Contains("no axis of length 0"));
  CHECK_THAT(open_error({a}, "chain = a\ntransposed = b*"),
             Contains("neurons.transposed: \"b*\": found no tensor of that name") && Contains("one of: a"));
  CHECK_THAT(open_error({a}, "chain = c"), Contains("found no tensor \"c\""));
  const test::TempDirectory empty;
  CHECK_THAT(test::message_of([&] {
               static_cast<void>(pipeline::open_weights(test::neurons_study(empty.path(), "chain = a"),
                                                        test::neurons_unit(empty.path())));
             }),
             Contains("weights.*"));
}

TEST_CASE("batch normalisation multiplies the rows of the weights before it", "[serial]") {
  const test::TempDirectory folder;
  const NamedTensor weights{"a.weight", {3, 2}, {1, 2, 3, 4, 5, 6}};
  // gamma / sqrt(variance + 1): 2/2, -6/4, 1/8
  const NamedTensor variance{"n.running_var", {3}, {3, 15, 63}}, gamma{"n.weight", {3}, {2, -6, 1}};
  const std::string options = "chain = a.weight\nbatch-norm-epsilon = 1\nbatch-norm = a.weight: n\n";
  const auto read = [&](const std::vector<NamedTensor>& tensors, const std::string& neurons) {
    const auto input = open(folder, tensors, neurons);
    CHECK(input.note.empty());  // all tensors are used
    std::vector<float> values(6);
    input.rows(0, 2, 1, std::span(values).last(2));
    input.rows(0, 0, 2, std::span(values).first(4));
    return values;
  };
  using Values = std::vector<float>;
  CHECK(read({weights, gamma, variance}, options) == Values{1, 2, 4.5, 6, 0.625, 0.75});
  CHECK(read({weights, gamma, variance}, options + "batch-norm-sign = kept") ==
        Values{1, 2, -4.5, -6, 0.625, 0.75});
  CHECK(read({weights, variance}, options) == Values{0.5, 1, 0.75, 1, 0.625, 0.75});
  CHECK(read({weights, {"n/gamma", {3}, gamma.values}, {"n/moving_variance", {3}, variance.values}},
             options) == Values{1, 2, 4.5, 6, 0.625, 0.75});
  // behind a kernel, stored inputs first: sums of absolute values times the same
  const NamedTensor kernel{"a.weight", {1, 3, 1, 2}, {1, -2, -3, 4, 5, 6}};
  const auto input = open(folder, {kernel, gamma, variance}, options + "transposed = a.weight");
  Values values(3);
  input.rows(0, 0, 3, values);
  CHECK(values == Values{3, 10.5, 1.375});
}

TEST_CASE("a normalisation that does not fit is refused", "[serial]") {
  const auto a = random_tensor("l.0.weight", {3, 2}), b = random_tensor("l.3.weight", {2, 3});
  const NamedTensor variance{"n.running_var", {3}, {1, 2, 3}};
  const std::string chain = "chain = l.0.weight, l.3.weight\nbatch-norm = ";
  CHECK_THAT(open_error({a, b, variance}, chain + "l.3.weight: n"),
             Contains("tensor \"n.running_var\": found F32 (3,), expected (2,), one number for each output"));
  CHECK_THAT(open_error({a, b, variance}, chain + "l.0.weight: m"),
             Contains("batch-norm: \"l.0.weight: m\": found no tensor \"m.running_var\"") &&
                 Contains("one of: n.running_var"));
  CHECK_THAT(open_error({a, b, variance}, chain + "l.0.weight: n, l.{i}.weight: n"),
             Contains("\"l.0.weight\" has a normalisation already"));
  CHECK_THAT(open_error({a, b, variance}, chain + "l.0.weight"), Contains("found no colon"));
  CHECK_THAT(open_error({a, b, random_tensor("c", {2, 2}), variance}, chain + "c: n"),
             Contains("tensor \"c\" joins no layers"));
  CHECK_THAT(open_error({a, b, {"n.running_var", {3}, {1, -2, 3}}}, chain + "l.0.weight: n"),
             Contains("weights.safetensors: \"n\": unit 1: found factor 1 and variance -2"));
  CHECK_THAT(open_error({a, b, {"n.running_var", {3}, {1, 1, NAN}}}, chain + "l.0.weight: n"),
             Contains("unit 2"));
}
