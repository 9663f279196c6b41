#include "tensor_bytes.hpp"

#include "netseam/input/layer_selection.hpp"

#include <catch2/catch.hpp>

using namespace netseam;
using Catch::Matchers::Contains;
using Names = std::vector<std::string>;

namespace {

std::vector<input::TensorInfo> tensors_of(const Names& names) {
  std::vector<input::TensorInfo> tensors;
  for (const std::string& name : names)
    tensors.push_back({name, "acts.npz", {4, 2}, input::ElementType::f32, false, "f32"});
  return tensors;
}

const Names network{"input",           "layers.10",       "layers.2", "layers.1",
                    "layers.1.weight", "layers.2.weight", "head",     "a[0]"};

/// The chosen names of one file, whose order is known like this, and at the end how theirs is.
Names selected(const Names& patterns, const Names& names = network,
               data::OrderSource known = data::OrderSource::file) {
  const auto tensors = tensors_of(names);
  const input::TensorOrder order{std::vector<std::size_t>(names.size()), {known}, {}, names.size()};
  const auto selection = input::select_layers(tensors, order, patterns);
  Names result;
  for (const std::size_t tensor : selection.tensor) result.push_back(tensors[tensor].name);
  result.emplace_back(data::name_of(selection.order));
  return result;
}

std::string refusal(const Names& patterns, int code) {
  return test::message_of([&patterns] { selected(patterns); }, code);
}

}  // namespace

TEST_CASE("layers come in the order of the patterns, inside a glob in that of the file", "[serial]") {
  Names all = network;
  all.emplace_back("file");
  CHECK(selected({}) == all);
  CHECK(selected({"head", "input"}) == Names{"head", "input", "selected"});
  CHECK(selected({"layers.*[0-9]", "input"}) == Names{"layers.10", "layers.2", "layers.1", "input", "file"});
  CHECK(selected({"layers.?"}) == Names{"layers.2", "layers.1", "file"});
  CHECK(selected({"a[0]"}) == Names{"a[0]", "selected"});
  CHECK(selected({"head*"}) == Names{"head", "selected"});
  CHECK(selected({"*"}, {"b", "a"}) == Names{"b", "a", "file"});
  CHECK(selected({"*"}, {"b", "a"}, data::OrderSource::stored) == Names{"b", "a", "stored"});
  CHECK(selected({"a{1}"}, {"a{1}", "b"}) == Names{"a{1}", "selected"});
}

TEST_CASE("an order that nothing says is that of one pattern's numbers, or a guess", "[serial]") {
  const auto guessed = [](const Names& patterns, const Names& names) {
    return selected(patterns, names, data::OrderSource::guessed);
  };
  CHECK(guessed({}, {"h.10", "h.2", "h.9"}) == Names{"h.2", "h.9", "h.10", "numbered"});
  CHECK(guessed({}, {"h.0.mlp.1", "h.0.mlp.0"}) == Names{"h.0.mlp.0", "h.0.mlp.1", "numbered"});
  // two patterns, or one without numbers: which comes first is not known
  CHECK(guessed({}, {"h.0.attn", "h.0.mlp", "h.1.attn"}) ==
        Names{"h.0.attn", "h.0.mlp", "h.1.attn", "guessed"});
  CHECK(guessed({}, {"fc", "stem"}) == Names{"fc", "stem", "guessed"});
  CHECK(guessed({"stem", "h.*", "fc"}, {"fc", "h.10", "h.2", "stem"}) ==
        Names{"stem", "h.2", "h.10", "fc", "numbered"});
  CHECK(guessed({"*c", "h.*"}, {"fc", "h.10", "h.2"}) == Names{"fc", "h.2", "h.10", "numbered"});
  CHECK(guessed({"stem", "fc"}, {"fc", "stem"}) == Names{"stem", "fc", "selected"});
  CHECK(guessed({}, {"fc"}) == Names{"fc", "file"});
}

TEST_CASE("brace ranges run up and down, keep zeros and vary the last fastest", "[serial]") {
  CHECK(selected({"layers.{1..2}.weight"}) == Names{"layers.1.weight", "layers.2.weight", "selected"});
  CHECK(selected({"layers.{2..1}"}) == Names{"layers.2", "layers.1", "selected"});
  CHECK(selected({"layers.{1..2}*t"}) == Names{"layers.1.weight", "layers.2.weight", "selected"});
  CHECK(input::expand_ranges("a{08..10}") == Names{"a08", "a09", "a10"});
  CHECK(input::expand_ranges("{0..1}.{5..4}x") == Names{"0.5x", "0.4x", "1.5x", "1.4x"});
  CHECK(input::expand_ranges("{9..11}.{9..10}") == Names{"9.9", "9.10", "10.9", "10.10", "11.9", "11.10"});
  CHECK(input::expand_ranges("plain") == Names{"plain"});
}

TEST_CASE("a pattern that matches nothing is refused with the nearest names", "[serial]") {
  CHECK_THAT(
      refusal({"layer.2"}, 3),
      Contains(
          "acts.npz: layer \"layer.2\": found no tensor of that name, expected one of: layers.2, layers.1"));
  CHECK_THAT(refusal({"layers.{1..3}"}, 3), Contains("layer \"layers.3\""));
  CHECK_THAT(refusal({"conv*"}, 3), Contains("layer \"conv*\"") && Contains("(8 in all)"));
}

TEST_CASE("selecting a layer twice and malformed ranges are faults of the configuration", "[serial]") {
  CHECK_THAT(refusal({"head", "head"}, 2), Contains("layer \"head\" is selected twice"));
  CHECK_THAT(refusal({"layers.*", "*.weight"}, 2),
             Contains("layer \"layers.1.weight\" is selected twice, by \"layers.*\" and by \"*.weight\""));
  for (const char* pattern : {"{", "{}", "{1}", "{1..}", "{..2}", "{a..b}", "{1..2", "{1...2}", "{-1..2}",
                              "{1..99999999999999999999}"}) {
    CAPTURE(pattern);
    CHECK_THAT(refusal({pattern}, 2), Contains("expected {FIRST..LAST}"));
  }
  CHECK_THAT(refusal({"{0..1000000000}"}, 2), Contains("more than 100000 members"));
  CHECK_THAT(refusal({"{0..999}{0..999}{0..999}"}, 2), Contains("more than 100000 members"));
}

TEST_CASE("natural order compares numbers as numbers and is total", "[serial]") {
  const Names ordered{"",  "a",   "a.1", "a.01", "a.1.b", "a.2", "a.10", "a.100000000000000000000000",
                      "b", "b2c", "b10"};
  Names by_number = ordered;
  std::swap(by_number[2], by_number[3]);  // 01 before 1: equal numbers fall back to plain order
  for (std::size_t i = 0; i < by_number.size(); ++i) {
    for (std::size_t j = 0; j < by_number.size(); ++j) {
      CAPTURE(by_number[i], by_number[j]);
      CHECK(input::natural_less(by_number[i], by_number[j]) == (i < j));
    }
  }
}
