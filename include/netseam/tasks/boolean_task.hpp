#pragma once
#include "netseam/tasks/task.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace netseam::tasks {

/// The families of Boolean functions with known sub-functions, of arXiv:2305.18402. A function is named by a
/// list of numbers: inputs first, outputs last; u = 1, 2, ... is how often each output function is used.
///   input_separable       [4,2,4]        two pairs of inputs, each giving its exclusive or and the opposite
///   none                  [4,1,4]        one function of all inputs, four times
///   separable_and_reused  [6,3,3,3]      three products of input pairs, each used twice
///   reused                [4,1,2,2u]     two functions of all inputs that share a part
///   overlap_0 .. overlap_4  [8,2,2u], [7,3,2,2u], [6,3,2,2u], [5,3,2,2u], [4,1,2,2,2u]
///                         two functions of four inputs each, of which 0 .. 4 are common
///   levels                [8,2,1,2,2u]   two functions of four inputs each, joined in one, which gives two
enum class BooleanFamily {
  input_separable,
  none,
  separable_and_reused,
  reused,
  overlap_0,
  overlap_1,
  overlap_2,
  overlap_3,
  overlap_4,
  levels
};

/// A member of a family.
struct BooleanFunction {
  BooleanFamily family = BooleanFamily::none;
  std::size_t uses = 1;  // u; 1 for families without it
};

/// The function that a list names, if any: [4,1,2,16] is `reused` with u = 8. O(1).
[[nodiscard]] std::optional<BooleanFunction> boolean_function(std::span<const std::size_t> name);

/// The name of a family as above, such as "overlap_3", and the family of a name, if any. O(1).
[[nodiscard]] std::string family_text(BooleanFamily family);
[[nodiscard]] std::optional<BooleanFamily> family_of(std::string_view text);

/// The list that names a function. O(1).
[[nodiscard]] std::vector<std::size_t> name_of(const BooleanFunction& function);

/// Its whole truth table: 2^inputs rows in lexicographic order, input 0 the most significant; all values 0 or
/// 1; to be learned by binary cross-entropy. Named like "[4,1,2,16]". O(rows outputs).
[[nodiscard]] Task boolean_task(const BooleanFunction& function);

}  // namespace netseam::tasks
