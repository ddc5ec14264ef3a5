(function (d, w) {
  var alone, times = [], en = d.documentElement.lang === 'en', exit = (en ? '/en' : '') + '/jam';
  function leave(e) {
    e.preventDefault();
    d.documentElement.className = 'gone';
    d.title = en ? 'Citizen Service' : 'Layanan Warga';
    w.location.replace(exit);
  }
  d.onclick = function (e) {
    for (var n = e.target; n; n = n.parentNode) if (n.pathname === exit) return leave(e);
  };
  d.onkeydown = function (e) {
    alone = e.keyCode === 16;
    if (!alone) times = [];
  };
  d.onkeyup = function (e) {
    if (e.keyCode !== 16 || !alone) return;
    times.push(+new Date());
    if (times.length > 2 && +new Date() - times.shift() < 5e3) leave(e);
  };
  w.onpageshow = function (e) { if (e.persisted) w.location.reload(); };
})(document, window);
