"""The live figures: one Python class each, which holds the state; the drawing is in `web/`."""

from descent.figures.counterexample import Counterexample
from descent.figures.decay import Decay
from descent.figures.diagnose import Diagnose
from descent.figures.figure import ArrayTrait, Figure
from descent.figures.guide import Guide
from descent.figures.moments import Moments
from descent.figures.momentum_pad import MomentumPad
from descent.figures.mountain import Mountain
from descent.figures.noise_ball import NoiseBall
from descent.figures.question import Question
from descent.figures.race import Race
from descent.figures.ravine import Ravine
from descent.figures.scaling import Scaling
from descent.figures.sensitivity import Sensitivity
from descent.figures.slope import Slope
from descent.figures.step_size import StepSize
from descent.figures.training import Training

__all__ = [
    "ArrayTrait",
    "Counterexample",
    "Decay",
    "Diagnose",
    "Figure",
    "Guide",
    "Moments",
    "MomentumPad",
    "Mountain",
    "NoiseBall",
    "Question",
    "Race",
    "Ravine",
    "Scaling",
    "Sensitivity",
    "Slope",
    "StepSize",
    "Training",
]
