// The page's own script: small manners that every face shares. A page works without any of it.
import "./theme.js";
import "./toast.js";
import "./copy.js";
import "./countdown.js";
import "./forms.js";
import "./locate.js";
