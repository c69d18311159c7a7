"""What arrays of the forecast hold."""

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Known = NDArray[np.bool_]
