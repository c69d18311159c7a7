// <button data-bridge="wechat_pay" data-parameters="{…}" data-after="/…">: hands the parameters to the app
// around this page. What it says afterwards proves nothing; the page behind data-after asks the provider.
const APPS = {
  wechat_pay: {
    name: "WeixinJSBridge",
    ready: "WeixinJSBridgeReady",
    pay: (bridge, parameters, then) => bridge.invoke("getBrandWCPayRequest", parameters, then),
  },
  alipay: {
    name: "AlipayJSBridge",
    ready: "AlipayJSBridgeReady",
    pay: (bridge, parameters, then) => bridge.call("tradePay", parameters, then),
  },
};
const PATIENCE = 3000;

function offer(button) {
  const app = APPS[button.dataset.bridge];
  const parameters = JSON.parse(button.dataset.parameters);
  const missing = document.querySelector("[data-bridge-missing]");
  const go = () => app.pay(window[app.name], parameters, () => location.assign(button.dataset.after));
  button.addEventListener("click", () => {
    if (window[app.name]) {
      go();
    } else {
      missing.hidden = false;
    }
  });
  if (window[app.name]) {
    go();
    return;
  }
  document.addEventListener(app.ready, go, { once: true });
  setTimeout(() => {
    missing.hidden = Boolean(window[app.name]);
  }, PATIENCE);
}

document.querySelectorAll("[data-bridge]").forEach(offer);
