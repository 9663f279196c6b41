#pragma once
#include "netseam/core/matrix_view.hpp"
#include "netseam/core/random_stream.hpp"

/// The null models of null_graph.hpp, one function for each idea.
namespace netseam::graph {

void permute_all(core::MatrixView<float> weights, core::RandomStream& random);
void permute_nonzero(core::MatrixView<float> weights, core::RandomStream& random);
/// Draws from a kernel density of the weights that are not 0, at their places.
void redraw_nonzero(core::MatrixView<float> weights, core::RandomStream& random);
void permute_within_strata(core::MatrixView<float> weights, core::RandomStream& random);
void swap_connections(core::MatrixView<float> weights, core::RandomStream& random);
void move_weight_around(core::MatrixView<float> weights, core::RandomStream& random);

}  // namespace netseam::graph
