#include "netseam/tasks/boolean_task.hpp"

#include <catch2/catch.hpp>

#include <functional>
#include <numeric>
#include <vector>

using namespace netseam;

namespace {

using List = std::vector<std::size_t>;
using Bits = std::vector<int>;
using Formula = std::function<bool(const Bits&, std::size_t)>;  // of the inputs and the number of the output

// The sub-functions as sums of products.
bool a_of(int a, int b, int c, int d) {
  return (!a && !b && c && d) || (a && !b && c && !d) || (a && b && !c && !d);
}
bool b_of(int a, int b, int c, int d) {
  return (!a && b && !c && d) || (a && !b && !c && d) || (a && b && c && d);
}
bool p_of(int a, int b, int c, int d) { return a && !d && b != c; }
bool r_of(int a, int b, int c, int d) { return !b && c && a != d; }

struct Family {
  List name;  // without the last number where it is 2u
  bool used;
  int ones_even, ones_odd;  // minterms
  Formula formula;
};

std::vector<Family> families() {
  const auto overlap = [](std::size_t start) {
    return [start](const Bits& x, std::size_t j) {
      return j % 2 == 0 ? a_of(x[0], x[1], x[2], x[3])
                        : b_of(x[start], x[start + 1], x[start + 2], x[start + 3]);
    };
  };
  return {
      {{4, 2, 4},
       false,
       8,
       8,
       [](const Bits& x, std::size_t j) {
         const int sum = j < 2 ? x[0] + x[1] : x[2] + x[3];
         return j % 2 == 0 ? sum == 1 : sum != 1;
       }},
      {{4, 1, 4}, false, 3, 3, [](const Bits& x, std::size_t) { return a_of(x[0], x[1], x[2], x[3]); }},
      {{6, 3, 3, 3},
       false,
       28,
       28,
       [](const Bits& x, std::size_t j) {
         const int g0 = x[0] * x[1], g1 = x[2] * x[3], g2 = x[4] * x[5];
         return (j == 0 ? g0 + g1 : j == 1 ? g0 + g2 : g1 + g2) > 0;
       }},
      {{4, 1, 2},
       true,
       2,
       2,
       [](const Bits& x, std::size_t j) {
         return j % 2 == 0 ? p_of(x[0], x[1], x[2], x[3]) : r_of(x[0], x[1], x[2], x[3]);
       }},
      {{8, 2}, true, 48, 48, overlap(4)},
      {{7, 3, 2}, true, 24, 24, overlap(3)},
      {{6, 3, 2}, true, 12, 12, overlap(2)},
      {{5, 3, 2}, true, 6, 6, overlap(1)},
      {{4, 1, 2, 2}, true, 3, 3, overlap(0)},
      {{8, 2, 1, 2},
       true,
       39,
       39,
       [](const Bits& x, std::size_t j) {
         const bool g = a_of(x[0], x[1], x[2], x[3]), h = b_of(x[4], x[5], x[6], x[7]);
         return j % 2 == 0 ? g && !h : h && !g;
       }},
  };
}

void require_table(const tasks::Task& task, const Family& family, const List& name) {
  REQUIRE((task.inputs == name.front() && task.outputs == name.back()));
  REQUIRE(task.rows == std::size_t{1} << task.inputs);
  for (std::size_t j = 0; j < task.outputs; ++j) {
    int ones = 0;
    for (std::size_t row = 0; row < task.rows; ++row) {
      Bits x;
      for (std::size_t i = 0; i < task.inputs; ++i) {
        x.push_back(static_cast<int>(row / (std::size_t{1} << (task.inputs - 1 - i)) % 2));
        REQUIRE(task.input_view()(row, i) == static_cast<float>(x.back()));
      }
      REQUIRE(task.target_view()(row, j) == (family.formula(x, j) ? 1.0F : 0.0F));
      ones += task.target_view()(row, j) == 1;
    }
    REQUIRE(ones == (j % 2 == 0 ? family.ones_even : family.ones_odd));
  }
}

}  // namespace

TEST_CASE("Boolean functions have the truth tables of their formulas and the published numbers of minterms",
          "[serial]") {
  for (const Family& family : families())
    for (const std::size_t uses : {1, 2, 4, 6, 8}) {
      List name = family.name;
      if (family.used) name.push_back(2 * uses);
      INFO("inputs " << name.front() << ", uses " << uses);
      const auto function = tasks::boolean_function(name);
      REQUIRE(function);
      REQUIRE(tasks::name_of(*function) == name);
      const auto task = tasks::boolean_task(*function);
      require_table(task, family, name);
      REQUIRE_FALSE(tasks::contradictory_rows(task));
      if (!family.used) break;
    }
}

TEST_CASE("families have names", "[serial]") {
  for (const Family& family : families()) {
    List name = family.name;
    if (family.used) name.push_back(4);
    const auto known = tasks::boolean_function(name)->family;
    REQUIRE(tasks::family_of(tasks::family_text(known)) == known);
  }
  REQUIRE(tasks::family_text(tasks::BooleanFamily::overlap_3) == "overlap_3");
  REQUIRE_FALSE(tasks::family_of("overlap_5"));
}

TEST_CASE("the names of published functions are told apart", "[serial]") {
  using tasks::BooleanFamily;
  REQUIRE(tasks::boolean_function(List{4, 1, 4})->family == BooleanFamily::none);
  REQUIRE(tasks::boolean_function(List{4, 1, 2, 16})->family == BooleanFamily::reused);
  REQUIRE(tasks::boolean_function(List{4, 1, 2, 16})->uses == 8);
  REQUIRE(tasks::boolean_function(List{4, 1, 2, 2, 2})->family == BooleanFamily::overlap_4);
  REQUIRE(tasks::boolean_function(List{8, 2, 1, 2, 12})->family == BooleanFamily::levels);
  REQUIRE(tasks::boolean_task(*tasks::boolean_function(List{8, 2, 16})).name == "[8,2,16]");
  for (const List& unknown :
       {List{}, List{4}, List{4, 2, 5}, List{8, 2, 3}, List{8, 2, 0}, List{6, 3, 3}, List{4, 1, 2}})
    REQUIRE_FALSE(tasks::boolean_function(unknown));
}
