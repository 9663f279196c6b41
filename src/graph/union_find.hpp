#pragma once
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace netseam::graph {

/// Disjoint sets of numbers 0 .. size - 1; each is named by its least member.
/// Source: Tarjan, Efficiency of a good but not linear set union algorithm, JACM 22 (1975),
/// doi:10.1145/321879.321884; paths are halved.
class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0); }

  std::int32_t find(std::int32_t member) noexcept {
    auto* parent = parent_.data();
    while (parent[member] != member) {
      parent[member] = parent[parent[member]];
      member = parent[member];
    }
    return member;
  }
  /// Makes one set of those of two members. True if they were two.
  bool unite(std::int32_t a, std::int32_t b) noexcept {
    a = find(a);
    b = find(b);
    if (a == b) return false;
    if (b < a) std::swap(a, b);
    parent_[static_cast<std::size_t>(b)] = a;
    return true;
  }

 private:
  std::vector<std::int32_t> parent_;
};

}  // namespace netseam::graph
