#include "netseam/tasks/boolean_task.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace netseam::tasks {
namespace {

using List = std::vector<std::size_t>;

struct FamilyName {
  BooleanFamily family;
  std::string text;
  List list;  // without the number of outputs where that is 2u
  bool used;  // whether there is a u
};

const std::vector<FamilyName>& families() {
  using enum BooleanFamily;
  static const std::vector<FamilyName> all{
      {input_separable, "input_separable", {4, 2, 4}, false},
      {none, "none", {4, 1, 4}, false},
      {separable_and_reused, "separable_and_reused", {6, 3, 3, 3}, false},
      {reused, "reused", {4, 1, 2}, true},
      {overlap_0, "overlap_0", {8, 2}, true},
      {overlap_1, "overlap_1", {7, 3, 2}, true},
      {overlap_2, "overlap_2", {6, 3, 2}, true},
      {overlap_3, "overlap_3", {5, 3, 2}, true},
      {overlap_4, "overlap_4", {4, 1, 2, 2}, true},
      {levels, "levels", {8, 2, 1, 2}, true}};
  return all;
}

// Inputs of one row, as bits: input 0 is the most significant.
struct Row {
  unsigned bits;
  std::size_t inputs;

  [[nodiscard]] bool operator[](std::size_t i) const { return (bits >> (inputs - 1 - i) & 1U) != 0; }
  // Inputs first .. first + 3 as a number, input `first` the most significant.
  [[nodiscard]] unsigned four(std::size_t first) const { return bits >> (inputs - 4 - first) & 15U; }
};

// The sub-functions of four inputs, by where they are 1.
bool one_of(unsigned pattern, std::array<unsigned, 3> ones) {
  return std::ranges::find(ones, pattern) != ones.end();
}
bool function_a(unsigned x) { return one_of(x, {0b0011, 0b1010, 0b1100}); }
bool function_b(unsigned x) { return one_of(x, {0b0101, 0b1001, 0b1111}); }
bool function_p(unsigned x) { return x == 0b1010 || x == 0b1100; }
bool function_r(unsigned x) { return x == 0b0011 || x == 0b1010; }

bool separable_and_reused_output(const Row& x, std::size_t j) {
  const std::array<bool, 3> product{x[0] && x[1], x[2] && x[3], x[4] && x[5]};
  constexpr std::array<std::array<std::size_t, 2>, 3> pair{{{0, 1}, {0, 2}, {1, 2}}};
  return product[pair[j][0]] || product[pair[j][1]];
}

bool output(BooleanFamily family, const Row& x, std::size_t j) {
  const bool even = j % 2 == 0;
  switch (family) {
    case BooleanFamily::input_separable:
      return (x[j / 2 * 2] != x[j / 2 * 2 + 1]) == even;
    case BooleanFamily::none:
      return function_a(x.four(0));
    case BooleanFamily::separable_and_reused:
      return separable_and_reused_output(x, j);
    case BooleanFamily::reused:
      return even ? function_p(x.four(0)) : function_r(x.four(0));
    case BooleanFamily::levels:
      return function_a(x.four(0)) == even && function_b(x.four(4)) != even;
    default:  // overlaps: B takes the last four inputs, of which A has some
      return even ? function_a(x.four(0)) : function_b(x.four(x.inputs - 4));
  }
}

std::string text_of(const List& list) {
  std::string text;
  for (const std::size_t number : list) text += (text.empty() ? "[" : ",") + std::to_string(number);
  return text + "]";
}

}  // namespace

std::string family_text(BooleanFamily family) {
  for (const FamilyName& known : families())
    if (known.family == family) return known.text;
  throw core::InternalError("the name of no Boolean family was asked for");
}

std::optional<BooleanFamily> family_of(std::string_view text) {
  for (const FamilyName& known : families())
    if (known.text == text) return known.family;
  return std::nullopt;
}

std::optional<BooleanFunction> boolean_function(std::span<const std::size_t> name) {
  for (const FamilyName& family : families()) {
    const List& list = family.list;
    if (!family.used && std::ranges::equal(name, list)) return BooleanFunction{family.family, 1};
    if (family.used && name.size() == list.size() + 1 && std::ranges::equal(name.first(list.size()), list) &&
        name.back() >= 2 && name.back() % 2 == 0)
      return BooleanFunction{family.family, name.back() / 2};
  }
  return std::nullopt;
}

std::vector<std::size_t> name_of(const BooleanFunction& function) {
  for (const FamilyName& family : families()) {
    if (family.family != function.family) continue;
    List list = family.list;
    if (family.used) list.push_back(2 * function.uses);
    return list;
  }
  throw core::InternalError("a Boolean function of no family was asked for");
}

Task boolean_task(const BooleanFunction& function) {
  if (function.uses == 0) throw core::InternalError("a Boolean function that is never used was asked for");
  const List list = name_of(function);
  const std::size_t inputs = list.front(), outputs = list.back();
  Task task =
      blank_task(text_of(list), std::size_t{1} << inputs, inputs, outputs, FittingLoss::binary_cross_entropy);
  for (unsigned bits = 0; bits < task.rows; ++bits) {
    const Row row{bits, inputs};
    for (std::size_t i = 0; i < inputs; ++i) task.input[bits * inputs + i] = row[i] ? 1.0F : 0.0F;
    for (std::size_t j = 0; j < outputs; ++j)
      task.target[bits * outputs + j] = output(function.family, row, j) ? 1.0F : 0.0F;
  }
  return task;
}

}  // namespace netseam::tasks
